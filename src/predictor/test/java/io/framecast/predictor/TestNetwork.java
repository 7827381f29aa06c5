package io.framecast.predictor;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.LayersForm;
import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.Weights;
import java.util.List;

/**
 * Provides the network of the integration tests. With {@code -Dtest.network=slow} a frame takes
 * tens of milliseconds instead of less than one, so that a predictor meets every time limit. Tests
 * that scale their frames by {@link #frames} then use fewer.
 */
final class TestNetwork {
  private static final boolean SLOW = "slow".equals(System.getProperty("test.network"));
  private static final int FEWER = 12;

  private TestNetwork() {}

  static Weights weights(long seed) {
    return SLOW ? slow(seed) : Weights.initial(Configuration.squares(), seed);
  }

  /** Returns weights of three layers of 64 filters on every pixel: 4 GFLOP for a frame of 24x40. */
  static Weights slow(long seed) {
    Layer layer = new Layer(64, 5);
    return Weights.initial(
        new LayersForm(
                1,
                1,
                List.of(layer, layer, layer),
                Activation.SIGMOID,
                LayersForm.Normalization.LAYER,
                1e-3,
                new Head(Head.Kind.HIDDEN, 1, 1))
            .toConfiguration(),
        seed);
  }

  static int frames(int quick) {
    return SLOW ? Math.max(1, quick / FEWER) : quick;
  }
}
