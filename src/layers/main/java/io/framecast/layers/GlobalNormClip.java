package io.framecast.layers;

import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A listener that scales the whole gradient down where its L2 norm over all layers, divided by the
 * batch size as the updater will, is above a limit (Pascanu et al. 2013, algorithm 1). DL4J's own
 * clips look at one layer or one parameter at a time. Attach it as the first listener.
 */
public final class GlobalNormClip extends BaseTrainingListener {
  private final double limit;

  /**
   * @param limit the largest norm that is let through
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
        for (double value : Values.of(contiguous(entry.getValue()))) {
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
    return Native.contiguous(gradient, gradient.dataType());
  }

  /** The running mean and variance of a normalisation travel as gradients but are none. */
  private static boolean isStatistic(String key) {
    return key.endsWith("_mean") || key.endsWith("_var") || key.endsWith("_log10stdev");
  }
}
