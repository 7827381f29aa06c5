package io.framecast.predictor.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Weights;
import io.framecast.topics.models.InvalidModelException;
import org.junit.jupiter.api.Test;

class ModelSmokeTestTest {
  private static final byte[] GOOD = Weights.initial(Configuration.squares(), 1).toBytes();

  @Test
  void aMemoryShortageDoesNotRefuseAVersion() {
    assertThatThrownBy(() -> ModelSmokeTest.load(GOOD, weights -> exhaustMemory()))
        .isInstanceOf(OffHeapExhaustedException.class);
  }

  @Test
  void refusesAVersionThatFailsForAnyOtherReason() {
    assertThatThrownBy(
            () ->
                ModelSmokeTest.load(
                    GOOD,
                    weights -> {
                      throw new IllegalStateException("no reason");
                    }))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("expected weights that predict, found that they fail: ");
  }

  /** Allocates more memory than there is. */
  static void exhaustMemory() {
    State.zero(Configuration.keras(), 9_000, 8_000).close();
  }
}
