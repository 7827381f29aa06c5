package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Guarantee: a spill directory that accepts nothing, or loses files, costs memory and time, and
 * does not change the output.
 */
class SpillFailureTest {
  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(StateCache.class);
  private static final long MEMORY = 15_000;

  private final long seed = System.nanoTime();
  private final List<ConsumerRecord<byte[], byte[]>> log =
      OwnershipChangeTest.randomLog(new Random(seed));
  private final StreamSettings rules = OwnershipChangeTest.rules(20, 100);
  private final Workers workers = new Workers(CameraRecords.WEIGHTS, 2);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  @TempDir private Path directory;

  @BeforeEach
  void listen() {
    logged.start();
    LOGGER.addAppender(logged);
  }

  @AfterEach
  void free() {
    LOGGER.detachAppender(logged);
    workers.close();
  }

  @Test
  void keepsStreamsInMemoryWhileSpillingFailsAndSpillsThemLater() throws Exception {
    Path store = Files.createFile(directory.resolve("store")); // no directory can be created there
    try (StateCache cache = new StateCache(MEMORY, store);
        TestPartition partition = partition(cache)) {
      partition.readTo(200);
      assertThat(cache.spilled()).as("seed " + seed).isZero();
      assertThat(cache.used()).as("seed " + seed).isGreaterThan(2 * MEMORY);
      assertThat(logged.list).as("seed " + seed).hasSize(1);
      assertThat(logged.list.get(0).getFormattedMessage())
          .startsWith("waiting for room in " + store)
          .contains("streams stay in memory");
      Files.delete(store);
      partition.read(1, true);
      assertThat(cache.used()).as("seed " + seed).isLessThanOrEqualTo(MEMORY);
      partition.readTo(log.size());
      assertThat(cache.loaded()).as("seed " + seed).isPositive();
      checkSameAsWithoutFailures(partition);
    }
  }

  @Test
  void createsADeletedSpillDirectoryAgainAndRestoresItsStreamsFromTheLog() throws Exception {
    try (StateCache cache = new StateCache(MEMORY, directory);
        TestPartition partition = partition(cache)) {
      partition.readTo(200);
      assertThat(cache.spilled()).as("seed " + seed).isPositive();
      for (Path store : list(directory)) {
        for (Path file : list(store)) {
          Files.delete(file);
        }
        Files.delete(store);
      }
      assertThatThrownBy(() -> partition.readTo(log.size()))
          .as("seed " + seed)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("a stream cannot be read back");
      long before = cache.spilled();
      partition.assign();
      partition.readTo(log.size());
      assertThat(cache.spilled()).as("seed " + seed).isGreaterThan(before);
      assertThat(list(directory)).as("seed " + seed).hasSize(1);
      checkSameAsWithoutFailures(partition);
    }
    assertThat(list(directory)).isEmpty();
  }

  @Test
  void spillsStatesWhoseFramesTakeTheirShareOfTheHeap() throws Exception {
    try (StateCache cache = new StateCache(1L << 40, MEMORY, directory);
        TestPartition partition = partition(cache)) {
      partition.readTo(log.size());
      assertThat(cache.spilled()).as("seed " + seed).isPositive();
      checkSameAsWithoutFailures(partition);
    }
  }

  private TestPartition partition(StateCache cache) {
    WeightsPool weights = WeightsPool.only(CameraRecords.WEIGHTS);
    return new TestPartition(log, CameraRecords.factory(weights, rules, cache), workers);
  }

  private void checkSameAsWithoutFailures(TestPartition partition) {
    try (TestPartition roomy = new TestPartition(log, CameraRecords.factory(rules), workers)) {
      roomy.readTo(log.size());
      assertThat(partition.results()).as("seed " + seed).hasSameSizeAs(roomy.results());
      for (int i = 0; i < log.size(); i++) {
        OwnershipChangeTest.assertSame(
            partition.results().get(i), roomy.results().get(i), "seed " + seed + ", record " + i);
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (java.util.stream.Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
