package io.framecast.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundMemoryTest {

  /** Peaks of resident memory (VmHWM) of three updates on one thread, in MB. */
  @ParameterizedTest
  @CsvSource({
    "squares, 64, 48, 440",
    "squares, 128, 96, 942",
    "squares, 256, 192, 2590",
    "keras, 96, 64, 2615"
  })
  void isNearWhatWasMeasured(String network, int height, int width, double measured) {
    Configuration configuration =
        network.equals("keras") ? Configuration.keras() : Configuration.squares();
    double estimate = RoundMemory.needed(configuration, height, width, 0) / 1e6;
    assertThat(estimate / measured).isBetween(0.95, 1.4);
  }

  @ParameterizedTest
  @CsvSource({"512, 512", "511, 509"})
  void theLargestFramesNeedGigabytes(int height, int width) {
    assertThat(RoundMemory.needed(Configuration.squares(), height, width, 1 << 20))
        .isBetween(10L << 30, 14L << 30);
  }
}
