package io.framecast.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDirectoryTest {

  /** This is a failure at run time, not a wrong setting: a start after the other's end succeeds. */
  @Test
  void aDirectoryThatIsInUseIsNoWrongSetting(@TempDir Path directory) {
    TrainingDirectory first = TrainingDirectory.lock(directory);
    try (first) {
      assertThatThrownBy(() -> TrainingDirectory.lock(directory))
          .isInstanceOf(DirectoryInUseException.class)
          .hasMessageEndingWith("is in use by another trainer; choose another directory");
    }
    TrainingDirectory.lock(directory).close();
  }

  /** A trainer of an earlier version was stopped during a round. */
  @Test
  void removesCredentialsThatAnEarlierVersionHasLeft(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("client.properties"), "sasl.jaas.config=secret");
    Files.writeString(folder.resolve("client.properties.part"), "sasl.jaas.config=secret");
    TrainingDirectory.lock(folder).close();
    assertThat(folder).isDirectoryContaining("glob:**lock").isDirectoryNotContaining("glob:**.*");
  }

  @Test
  void keepsNoFilesOfACrashAfterARound(@TempDir Path folder) throws Exception {
    try (TrainingDirectory directory = TrainingDirectory.lock(folder)) {
      for (String name : List.of("hs_err.log", "replay.log", "heap.hprof")) {
        Files.createFile(folder.resolve(name));
      }
      directory.cleanUp();
      assertThat(folder).isDirectoryContaining("glob:**lock").isDirectoryNotContaining("glob:**.*");
    }
  }
}
