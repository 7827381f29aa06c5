package io.framecast.predictor;

import io.framecast.convlstm.Activation;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.LayersForm;
import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.Weights;
import java.util.Collections;

/**
 * Provides the network of the integration tests. With {@code -Dtest.network=slow} a frame takes
 * tens of milliseconds instead of less than one, so that a predictor meets every time limit. Tests
 * that scale their frames by {@link #frames} then use fewer. With {@code -Dtest.horizons=5}
 * predictors also publish and score forecasts.
 */
final class TestNetwork {
  /** How many frames ahead is predicted. */
  static final int HORIZONS = Integer.getInteger("test.horizons", 1);

  private static final boolean SLOW = "slow".equals(System.getProperty("test.network"));
  private static final int FEWER = 12;

  private TestNetwork() {}

  static Weights weights(long seed) {
    // several forecasts of one layer take as long as one prediction of three
    return SLOW ? slow(seed, HORIZONS > 1 ? 1 : 3) : Weights.initial(Configuration.squares(), seed);
  }

  /** Returns weights of three layers of 64 filters on every pixel: 4 GFLOP for a frame of 24x40. */
  static Weights slow(long seed) {
    return slow(seed, 3);
  }

  private static Weights slow(long seed, int layers) {
    return Weights.initial(
        new LayersForm(
                1,
                1,
                Collections.nCopies(layers, new Layer(64, 5)),
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
