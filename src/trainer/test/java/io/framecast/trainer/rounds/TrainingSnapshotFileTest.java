package io.framecast.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.trainer.learning.TrainableNetwork.NetworkSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSnapshotFileTest {
  private static final NetworkSnapshot SNAPSHOT =
      new NetworkSnapshot(
          40,
          new float[] {1, 2, 3},
          new float[] {4, 5},
          List.of(
              Map.of("h", new NetworkSnapshot.Values(new long[] {1, 2}, new float[] {6, 7})),
              Map.of()));

  @TempDir private Path folder;

  @Test
  void readsTheSnapshotThatWasWritten() {
    TrainingSnapshotFile round = new TrainingSnapshotFile(folder.resolve("saved"), "manifest");
    assertThat(round.read()).isEmpty();
    round.write(SNAPSHOT);
    assertThat(round.read()).get().usingRecursiveComparison().isEqualTo(SNAPSHOT);
  }

  @Test
  void ignoresTheSnapshotOfAnotherRound() {
    Path file = folder.resolve("saved");
    new TrainingSnapshotFile(file, "manifest").write(SNAPSHOT);
    assertThat(new TrainingSnapshotFile(file, "another").read()).isEmpty();
  }

  @Test
  void ignoresAnIncompleteFile() throws Exception {
    Path file = folder.resolve("saved");
    TrainingSnapshotFile round = new TrainingSnapshotFile(file, "manifest");
    round.write(SNAPSHOT);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(round.read()).as("cut to %d bytes", length).isEmpty();
    }
    for (int at = 0; at < whole.length; at++) {
      byte[] wrong = whole.clone();
      wrong[at] ^= 1;
      Files.write(file, wrong);
      assertThat(round.read()).as("byte %d is wrong", at).isEmpty();
    }
  }
}
