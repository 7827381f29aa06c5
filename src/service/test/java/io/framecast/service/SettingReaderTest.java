package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.FrameLimits;
import io.micronaut.context.env.DefaultEnvironment;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingReaderTest {
  @TempDir private Path directory;

  @Test
  void reportsEveryWrongSettingAtOnceOnALineOfItsOwn() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "framecast.workers", "none",
                        "framecast.topics.scores", "framecast.events",
                        "framecast.max-fil", 3,
                        "framecast.colour", "red",
                        "micronaut.server.port", "http"),
                    SettingReader::requireValid))
        .isInstanceOf(InvalidSettingException.class)
        .message()
        .hasLineCount(5)
        .contains("framecast.workers: expected a whole number from 1 to 9, found \"none\"")
        .contains("framecast.topics: expected eight different topic names")
        .contains("micronaut.server.port: expected a port from 0 to 65535, found \"http\"")
        .contains("framecast.max-fil: expected a known setting; did you mean framecast.max-fill?")
        .contains("framecast.colour: expected a known setting; --help lists them");
  }

  @Test
  void ignoresSettingsOfOtherServices() {
    assertThatCode(
            () ->
                read(
                    Map.of("FRAMECAST_PARTITIONS", "4", "framecast.console.memory", "64MB"),
                    SettingReader::requireValid))
        .doesNotThrowAnyException();
  }

  @Test
  void reportsFilesAndDirectoriesThatCannotBeUsed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "text");
    Map<String, Object> settings =
        Map.of("framecast.weights", file, "framecast.state.directory", file.resolve("below"));
    assertThatCode(() -> read(settings, SettingReader::requireValid)).doesNotThrowAnyException();
    read(
        settings,
        reader ->
            assertThat(reader.fileProblems())
                .containsExactly(
                    String.format(
                        Locale.ROOT,
                        "framecast.state.directory: expected a directory at %s/below, found the file %s; choose another path",
                        file,
                        file),
                    String.format(Locale.ROOT, "framecast.weights: %s is no weights file", file)));
  }

  @Test
  void listsWhatItHasRead() {
    read(
        Map.of("framecast.workers", 3),
        reader ->
            assertThat(reader.settings())
                .contains(new Setting("workers", "2", "a whole number from 1 to 9", "3")));
  }

  /** A wrong setting is reported before the first bean, here one that does not exist. */
  @Test
  void checksSettingsBeforeTheServiceStarts() {
    Consumer<SettingReader> settings =
        reader -> {
          int ignored = reader.number("workers", 2, 1, 9);
          reader.requireValid();
        };
    ServiceDefinition definition =
        new ServiceDefinition("none", settings, "classpath:none/", ServiceLoop.class, List.of());
    assertThatThrownBy(() -> Service.start(definition, Map.of("framecast.workers", "none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("framecast.workers: expected a whole number from 1 to 9, found \"none\"")
        .matches(ServiceDefinition::isWrongSetting);
    assertThatThrownBy(() -> Service.start(definition, Map.of("framecast.workers", "3")))
        .isInstanceOf(IllegalArgumentException.class)
        .matches(failure -> !ServiceDefinition.isWrongSetting(failure));
  }

  @Test
  void refusesALimitThatTheSmallestFrameExceeds() {
    read(
        Map.of("framecast.limits.bytes", "1663"),
        reader -> {
          FrameLimits ignored = reader.limits();
          assertThatThrownBy(reader::requireValid)
              .hasMessageStartingWith(
                  "framecast.limits.bytes: expected a whole number from 1664 to 2147483647");
        });
    read(
        Map.of("framecast.limits.bytes", "1664"),
        reader -> assertThat(reader.limits().maxBytes()).isEqualTo(FrameLimits.MIN_BYTES));
  }

  private static void read(Map<String, Object> settings, Consumer<SettingReader> then) {
    try (Environment environment = new DefaultEnvironment(() -> List.of("test"))) {
      environment.addPropertySource(PropertySource.of("test", settings));
      SettingReader reader = new SettingReader(environment.start());
      int ignored = reader.number("workers", 2, 1, 9) + reader.port();
      assertThat(reader.topics()).isNotNull();
      assertThat(reader.fileOr("weights", "", Set.of(), "weights", SettingReaderTest::refuse))
          .isNotNull();
      assertThat(reader.directory("state.directory", "/tmp")).isNotNull();
      then.accept(reader);
    }
  }

  private static void refuse(Path file) {
    throw new IllegalStateException(file + " is no weights file");
  }
}
