package io.framecast.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.service.InvalidSettingException;
import io.framecast.service.SettingReader;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerSettingsTest {

  @Test
  void unsetSettingsHaveTheirDefaults() {
    TrainerSettings found = read(Map.of("micronaut.server.port", 8082));
    assertThat(found.weights()).isNull();
    assertThat(found.rounds().every()).isEqualTo(Duration.ofHours(24));
    assertThat(found.rounds().threads()).isEqualTo(1);
    assertThat(found.gate().golden()).isEqualTo("squares");
    assertThat(found.directory().toString()).endsWith("framecast-trainer-8082");
  }

  @Test
  void readsWhatIsSet() {
    TrainerSettings found =
        read(
            Map.of(
                "framecast.round.every", "90s",
                "framecast.round.sequences", 600,
                "framecast.gate.alpha", "0.01",
                "framecast.topics.frames", "my.frames"));
    assertThat(found.rounds().every()).isEqualTo(Duration.ofSeconds(90));
    assertThat(found.rounds().sequences()).isEqualTo(600);
    assertThat(found.gate().alpha()).isEqualTo(0.01);
    assertThat(found.topics().frames()).isEqualTo("my.frames");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          framecast.round.sequences | 63    | expected a whole number from 64 to 1000000, found "63"
          framecast.round.rate      | 1.5   | expected a number above 0 and below 1, found "1.5"
          framecast.gate.alpha      | none  | expected a number above 0 and below 1, found "none"
          framecast.round.every     | never | expected a time from 1ms to 3650d
          framecast.held-out        | 100   | expected a whole number from 1 to 99, found "100"
          framecast.max-fil         | 2     | expected a known setting; did you mean framecast.max-fill?
          """)
  void rejectsImpossibleSettings(String name, String value, String sentence) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(sentence);
  }

  @Test
  void rejectsAMissingFileOfGoldenClips() {
    assertThatThrownBy(() -> GoldenClips.read(java.nio.file.Path.of("nowhere.npy")))
        .hasMessage("nowhere.npy: expected a .npy file, found no such file; check the path");
  }

  static TrainerSettings read(Map<String, Object> settings) {
    try (ApplicationContext context =
        ApplicationContext.builder().deduceEnvironment(false).properties(settings).build()) {
      context.getEnvironment().start();
      return TrainerSettings.read(new SettingReader(context.getEnvironment()));
    }
  }
}
