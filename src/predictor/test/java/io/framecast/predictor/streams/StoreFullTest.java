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
 * Guarantee: a local store that takes nothing, or loses what it took, costs memory and time, and
 * not a bit of an answer.
 */
class StoreFullTest {
  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(StateCache.class);
  private static final long MEMORY = 15_000;

  private final long seed = System.nanoTime();
  private final List<ConsumerRecord<byte[], byte[]>> log = SurvivalTest.eventful(new Random(seed));
  private final StreamSettings rules = SurvivalTest.rules(20, 100);
  private final Workers workers = new Workers(Camera.WEIGHTS, 2);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  @TempDir private Path directory;

  @BeforeEach
  void listen() {
    said.start();
    LOGGER.addAppender(said);
  }

  @AfterEach
  void free() {
    LOGGER.detachAppender(said);
    workers.close();
  }

  @Test
  void streamsStayInMemoryWhileTheStoreTakesNothingAndLeaveItByThemselvesAfterwards()
      throws Exception {
    Path store = Files.createFile(directory.resolve("store")); // no directory can be made there
    try (StateCache residents = new StateCache(MEMORY, store);
        Partition partition = partition(residents)) {
      partition.readTo(200);
      assertThat(residents.spilled()).as("seed " + seed).isZero();
      assertThat(residents.used()).as("seed " + seed).isGreaterThan(2 * MEMORY);
      assertThat(said.list).as("seed " + seed).hasSize(1);
      assertThat(said.list.get(0).getFormattedMessage())
          .startsWith("waiting for room in " + store)
          .contains("streams stay in memory");
      Files.delete(store);
      partition.read(1, true);
      assertThat(residents.used()).as("seed " + seed).isLessThanOrEqualTo(MEMORY);
      partition.readTo(log.size());
      assertThat(residents.loaded()).as("seed " + seed).isPositive();
      answersAreThoseOfOneWithRoom(partition);
    }
  }

  @Test
  void aStoreThatSomebodyRemovesIsMadeAgainAndItsStreamsComeFromTheLog() throws Exception {
    try (StateCache residents = new StateCache(MEMORY, directory);
        Partition partition = partition(residents)) {
      partition.readTo(200);
      assertThat(residents.spilled()).as("seed " + seed).isPositive();
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
      long before = residents.spilled();
      partition.assign();
      partition.readTo(log.size());
      assertThat(residents.spilled()).as("seed " + seed).isGreaterThan(before);
      assertThat(list(directory)).as("seed " + seed).hasSize(1);
      answersAreThoseOfOneWithRoom(partition);
    }
    assertThat(list(directory)).isEmpty();
  }

  private Partition partition(StateCache residents) {
    WeightsPool weights = WeightsPool.only(Camera.WEIGHTS);
    return new Partition(log, Camera.serving(weights, rules, residents), workers);
  }

  private void answersAreThoseOfOneWithRoom(Partition partition) {
    try (Partition roomy = new Partition(log, Camera.serving(rules), workers)) {
      roomy.readTo(log.size());
      assertThat(partition.answers()).as("seed " + seed).hasSameSizeAs(roomy.answers());
      for (int i = 0; i < log.size(); i++) {
        SurvivalTest.assertSame(
            partition.answers().get(i), roomy.answers().get(i), "seed " + seed + ", record " + i);
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (java.util.stream.Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
