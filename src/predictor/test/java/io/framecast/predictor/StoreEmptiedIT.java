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
 * Guarantee: whoever reads predictions, scores and dead letters cannot tell that somebody removed
 * the streams that had left memory.
 */
class StoreEmptiedIT {
  private static final int STREAMS = 12;
  private static final int PARTITIONS = 3;
  private static final int TIMES = 3;

  @Test
  void whatTheStoreHasLostComesFromTheLog(@TempDir Path directory) throws Exception {
    long seed = Long.getLong("test.seed", System.nanoTime());
    Footage footage = new Footage(seed, STREAMS, 100);
    Output expected = Reference.of(footage, PARTITIONS);
    footage.rewound();
    try (EmbeddedBroker broker = EmbeddedBroker.started();
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX);
        PredictorProcess process =
            new PredictorProcess(
                    installation.settings(
                        "framecast.state.memory",
                        "1MB",
                        "framecast.state.directory",
                        directory.toString()))
                .awaitServing()) {
      for (int time = 1; time <= TIMES; time++) {
        footage.send(installation, footage.size() / (TIMES + 1), PARTITIONS);
        installation.read(
            installation.topics.predictions(), expected.predictions() * time / (TIMES + 2));
        empty(directory.toFile());
      }
      footage.send(installation, footage.size(), PARTITIONS);
      Output.of(installation, expected.predictions()).isThatOf(expected, "seed " + seed);
      Map<String, Long> counters = Http.counters(process.port);
      assertThat(counters.get("streams_returned")).as("seed " + seed).isPositive();
      assertThat(counters.get("batches_aborted")).as("seed " + seed).isPositive();
      assertThat(process.output()).as("seed " + seed).contains("a stream cannot be read back");
      process.signal("TERM");
      assertThat(process.exit(Duration.ofSeconds(30))).isZero();
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  /** While the predictor reads and writes there: what it writes in between may stay. */
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
