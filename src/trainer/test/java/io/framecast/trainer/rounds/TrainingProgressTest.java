package io.framecast.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingProgressTest {

  @Test
  void aLineOfJsonCarriesTheProgress() {
    TrainingProgress progress = TrainingProgress.of(10, 375, 0.0123456789, 5, 2_000_000_000);
    assertThat(progress.toJson())
        .isEqualTo("{\"step\":10,\"steps\":375,\"loss\":0.0123456789,\"secondsLeft\":146}");
    assertThat(progress.sentence()).isEqualTo("step 10 of 375, loss 0.01235, about 146 s left");
    assertThat(new TrainingProgress(0, 375, 1, null).sentence())
        .isEqualTo("step 0 of 375, loss 1.00000");
    assertThat(TrainingProgress.parse(progress.toJson())).isEqualTo(progress);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "step 10 of 375, loss 0.01234",
        "{",
        "{}",
        "{\"step\":10,\"steps\":375}",
        "[]",
        "null",
        "{\"step\":\"ten\",\"steps\":375,\"loss\":1}",
        "{\"step\":10,\"steps\":375,\"loss\":1,\"more\":2}"
      })
  void otherLinesAreNoProgress(String line) {
    assertThat(TrainingProgress.parse(line)).isNull();
  }
}
