package io.framecast.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingProgressTest {

  @Test
  void aLineOfJsonCarriesTheProgress() {
    TrainingProgress progress = new TrainingProgress(10, 375, 0.0123456789);
    assertThat(progress.toJson()).isEqualTo("{\"step\":10,\"steps\":375,\"loss\":0.0123456789}");
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
