package io.framecast.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.NoOp;

class GraphPartsTest {
  @Test
  void scalesTheWholeGradientToTheLimit() {
    double norm = normAfterClip(1e6);
    assertThat(norm).isPositive();
    assertThat(normAfterClip(norm / 3)).isCloseTo(norm / 3, within(1e-6 * norm));
    assertThat(normAfterClip(norm * 3)).isEqualTo(norm);
  }

  private static double normAfterClip(double limit) {
    ComputationGraph network =
        Networks.squares(DataType.FLOAT, new NoOp(), Networks.clips(6, 9, 2), 4, false);
    Nd4j.getRandom().setSeed(61);
    network.setInputs(Networks.bits(DataType.FLOAT, 3, 4, 6, 9, 2));
    network.setLabels(Networks.bits(DataType.FLOAT, 3, 4, 6, 9, 2));
    network.computeGradientAndScore();
    new GlobalNormClip(limit).onGradientCalculation(network);
    return network.gradient().gradient().norm2Number().doubleValue() / 3; // of the mean over clips
  }

  @Test
  void adaDeltaStepsAsInKeras() {
    double rho = 0.95;
    double epsilon = 1e-8;
    GradientUpdater<?> updater =
        new AdaDeltaWithRate(0.7, rho, epsilon)
            .instantiate(Nd4j.zeros(DataType.DOUBLE, 1, 2), true);
    double squares = 0;
    double steps = 0;
    for (double gradient : new double[] {0.5, -0.2, 0.1}) {
      squares = rho * squares + (1 - rho) * gradient * gradient; // keras/optimizers.py, Adadelta
      double step = gradient * Math.sqrt(steps + epsilon) / Math.sqrt(squares + epsilon);
      steps = rho * steps + (1 - rho) * step * step;
      INDArray found = Nd4j.createFromArray(new double[] {gradient});
      updater.applyUpdater(found, 0, 0);
      assertThat(found.getDouble(0)).isCloseTo(0.7 * step, within(1e-12));
    }
  }

  @Test
  void concatenatesChannelsInTheOrderOfTheInputs() {
    ComputationGraph network =
        Networks.squares(DataType.FLOAT, new NoOp(), Networks.clips(6, 9, 2), 4, false);
    INDArray clip = Nd4j.rand(DataType.FLOAT, 3, 4, 6, 9, 2);
    var activations = network.feedForward(clip, false);
    INDArray both = activations.get("both");
    assertThat(both).isEqualTo(Nd4j.concat(4, activations.get("lstm0"), activations.get("lstm1")));
  }
}
