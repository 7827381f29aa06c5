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
