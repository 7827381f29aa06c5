package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: a predictor that dies in the middle of a transaction is replaced within 10 s, with the
 * shipped settings.
 */
@Tag("proof")
class TakeoverIT {

  @Test
  void theOtherPredictorTakesOverWithinTenSeconds() throws Exception {
    Takeover takeover = new Takeover();
    double seconds = takeover.seconds(Set.of());
    System.out.printf("a takeover took %.1f s%n", seconds);
    assertThat(seconds).as(takeover.reference.where()).isLessThan(10);
  }
}
