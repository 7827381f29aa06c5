package io.framecast.predictor.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillDirectoryTest {
  @TempDir private Path parent;

  @Test
  void returnsWhatWasPutUntilItIsRemoved() throws Exception {
    try (SpillDirectory store = SpillDirectory.create(parent)) {
      SpillDirectory.Entry one = store.put(new byte[] {1, 2, 3});
      SpillDirectory.Entry two = store.put(new byte[0]);
      assertThat(one.read()).containsExactly(1, 2, 3);
      assertThat(two.read()).isEmpty();
      one.remove();
      assertThatThrownBy(one::read).isInstanceOf(IOException.class);
    }
    try (Stream<Path> left = Files.list(parent)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void removesOnlyTheFilesOfADeadProcess() throws Exception {
    Path dead = Files.createDirectory(parent.resolve("framecast-streams-1"));
    Files.createFile(dead.resolve("lock"));
    Files.write(dead.resolve("0"), new byte[100]);
    Path mine = Files.createDirectory(parent.resolve("mine"));
    try (SpillDirectory living = SpillDirectory.create(parent);
        SpillDirectory another = SpillDirectory.create(parent)) {
      assertThat(dead).doesNotExist();
      assertThat(mine).exists();
      assertThat(living.directory()).exists().isNotEqualTo(another.directory());
      living.put(new byte[1]);
    }
  }
}
