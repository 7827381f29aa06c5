package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingFilesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application.yml | framecast:\\n\\tworkers: 1 | 2 | found character '\\t(TAB)' that cannot",
        "application.yml | a: 1\\nb: [\\n | 3 | expected the node content, but found"
      })
  void namesFileAndLineOfWhatCannotBeRead(String name, String text, int line, String problem)
      throws IOException {
    Path file = Files.writeString(directory.resolve(name), text.translateEscapes());
    assertThatThrownBy(this::start)
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageStartingWith(
            file + ", line " + line + ": expected a file of settings, found: " + problem)
        .hasMessageEndingWith("; correct the file")
        .message()
        .hasLineCount(1);
  }

  @Test
  void readsAFileWithoutAProblem() throws IOException {
    Files.writeString(directory.resolve("application.yml"), "framecast:\n  workers: 7\n");
    try (Environment environment = start()) {
      assertThat(environment.getProperty("framecast.workers", Integer.class)).hasValue(7);
    }
  }

  private Environment start() {
    return SettingFiles.start(
        ApplicationContext.builder()
            .overrideConfigLocations("file:" + directory + "/")
            .build()
            .getEnvironment(),
        directory);
  }
}
