package io.framecast.layers;

import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Clips the global norm of the gradient (Pascanu et al. 2013, algorithm 1). The listener scales the
 * whole gradient down if its L2 norm over all layers, divided by the batch size, is above a limit.
 * DL4J's own clips work on one layer or one parameter. Attach this listener first.
 */
public final class GlobalNormClip extends BaseTrainingListener {
  private final double limit;

  /**
   * Creates the listener.
   *
   * @param limit the largest norm of the gradient
   */
  public GlobalNormClip(double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(
          "GlobalNormClip: expected a limit above 0, found " + limit);
    }
    this.limit = limit;
  }

  @Override
  public void onGradientCalculation(Model model) {
    double squares = 0;
    Map<String, INDArray> gradients = model.gradient().gradientForVariable();
    for (Map.Entry<String, INDArray> entry : gradients.entrySet()) {
      if (!isStatistic(entry.getKey())) {
        for (double value : DoubleView.of(contiguous(entry.getValue()))) {
          squares += value * value;
        }
      }
    }
    double norm = Math.sqrt(squares) / model.batchSize();
    if (norm > limit) {
      for (Map.Entry<String, INDArray> entry : gradients.entrySet()) {
        if (!isStatistic(entry.getKey())) {
          entry.getValue().muli(limit / norm);
        }
      }
    }
  }

  private static INDArray contiguous(INDArray gradient) {
    return Nd4jOps.contiguous(gradient, gradient.dataType());
  }

  /** Returns whether the entry is a running mean or variance, which is not a real gradient. */
  private static boolean isStatistic(String key) {
    return key.endsWith("_mean") || key.endsWith("_var") || key.endsWith("_log10stdev");
  }
}
