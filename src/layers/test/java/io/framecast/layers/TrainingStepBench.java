package io.framecast.layers;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

public class TrainingStepBench {
  public static void main(String[] args) {
    Nd4j.create(1);
    if (args.length == 0 || args[0].equals("squares")) {
      ComputationGraph g = Networks.squares(DataType.FLOAT, new Adam(1e-3), 20, 20, 4, 32, false);
      g.setListeners(new GlobalNormClip(1));
      for (int n : new int[] {8, 12, 16}) {
        INDArray x = Networks.bits(DataType.FLOAT, n, 15, 20, 20, 4),
            y = Networks.bits(DataType.FLOAT, n, 15, 20, 20, 4);
        double best = 1e9;
        for (int i = 0; i < 40; i++) {
          long t = System.nanoTime();
          g.fit(new INDArray[] {x}, new INDArray[] {y});
          best = Math.min(best, (System.nanoTime() - t) / 1e9);
        }
        System.out.printf(
            "squares n=%d %.1f ms %.1f clips/s score %f%n", n, best * 1e3, n / best, g.score());
      }
    }
    if (args.length == 0 || args[0].equals("keras")) {
      MultiLayerNetwork k =
          Networks.keras(
              DataType.FLOAT, new Adam(1e-3), GateActivation.HARD_SIGMOID, 40, 40, 4, 40);
      INDArray x = Networks.bits(DataType.FLOAT, 10, 15, 40, 40, 1),
          y = Networks.bits(DataType.FLOAT, 10, 15, 40, 40, 1);
      double best = 1e9;
      for (int i = 0; i < 6; i++) {
        long t = System.nanoTime();
        k.fit(x, y);
        double s = (System.nanoTime() - t) / 1e9;
        best = Math.min(best, s);
      }
      System.out.printf(
          "keras %.3f s  %.1f GFLOP/s score %f%n", best, 3 * 1.30 * 150 / best, k.score());
    }
  }
}
