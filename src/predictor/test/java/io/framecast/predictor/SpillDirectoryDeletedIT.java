package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guarantee: deleting the spilled streams from disk does not change the predictions, scores and
 * dead letters.
 */
class SpillDirectoryDeletedIT {
  private static final int STREAMS = 12;
  private static final int PARTITIONS = 3;
  private static final int TIMES = 3;

  @Test
  void restoresLostSpilledStreamsFromTheLog(@TempDir Path directory) throws Exception {
    ReferenceOutput reference = new ReferenceOutput(STREAMS, 100, PARTITIONS);
    String where = reference.where();
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX);
        PredictorProcess process =
            new PredictorProcess(
                    deployment.settings(
                        "framecast.state.memory",
                        "1MB",
                        "framecast.state.directory",
                        directory.toString()))
                .awaitServing()) {
      ReferenceOutput.Run run = reference.run(deployment);
      for (int time = 1; time <= TIMES; time++) {
        run.send(reference.size / (TIMES + 1));
        deployment.read(
            deployment.topics.predictions(), reference.predictions * time / (TIMES + 2));
        empty(directory.toFile());
      }
      run.finishAndCheck();
      Map<String, Long> counters = Http.counters(process.port);
      assertThat(counters.get("streams_returned")).as(where).isPositive();
      assertThat(counters.get("batches_aborted")).as(where).isPositive();
      assertThat(process.output()).as(where).contains("a stream cannot be read back");
      process.signal("TERM");
      assertThat(process.exit(Duration.ofSeconds(30))).isZero();
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  /** Deletes all files while the predictor uses the directory; files written meanwhile may stay. */
  private static void empty(File directory) {
    int removed = 0;
    for (File store : directory.listFiles()) {
      for (File file : store.listFiles()) {
        removed += file.delete() ? 1 : 0;
      }
      removed += store.delete() ? 1 : 0;
    }
    assertThat(removed).isPositive();
  }
}
