package io.framecast.predictor.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restores more streams than one transaction may hold. */
class RestoreInSlicesTest {
  private static final int STREAMS = 9;
  private static final StreamSettings RULES = OwnershipChangeTest.rules(4, 1_000);

  @AutoClose private final Workers workers = new Workers(CameraRecords.WEIGHTS, 2);
  @AutoClose private final Workers otherWorkers = new Workers(CameraRecords.OTHERS, 2);
  private final List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(STREAMS, 30);

  /** What the streams of a partition lost while it had no owner. */
  enum Loss {
    WEIGHTS,
    CHECKPOINTS,
    FRAMES,
    NEWEST_CHECKPOINTS
  }

  private static void lose(Loss loss, TestPartition partition) {
    if (loss == Loss.CHECKPOINTS) {
      partition.checkpoints().clear();
    } else if (loss == Loss.FRAMES) {
      partition.deleteBefore(partition.committed() - STREAMS);
    } else if (loss == Loss.NEWEST_CHECKPOINTS) {
      for (int s = 0; s < STREAMS; s += 2) {
        byte[] key = ("cam" + s).getBytes(UTF_8);
        partition
            .checkpoints()
            .add(new ConsumerRecord<>("checkpoints", 0, 0, key, new byte[] {1, 2, 3}));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ownersThatStopBetweenSlicesChangeNoOutput(Loss loss) {
    long seed = loss.name().hashCode();
    Restored expected = restore(loss, Long.MAX_VALUE, new Random(seed), 0);
    assertThat(expected.events.isEmpty())
        .as("only earlier checkpoints lose nothing")
        .isEqualTo(loss == Loss.NEWEST_CHECKPOINTS);
    for (int stops = 0; stops < 4; stops++) {
      Restored found = restore(loss, 1, new Random(seed), stops);
      String where = "seed " + seed + ", stops " + stops;
      assertThat(found.events).as(where).isEqualTo(expected.events);
      assertThat(found.results).as(where).hasSameSizeAs(expected.results);
      for (int i = 0; i < expected.results.size(); i++) {
        OwnershipChangeTest.assertSame(
            found.results.get(i), expected.results.get(i), where + ", record " + i);
      }
    }
  }

  private record Restored(List<String> events, List<RecordResult> results) {}

  /** Reads half of the log, loses something, restores in slices, and reads the rest. */
  private Restored restore(Loss loss, long bytes, Random random, int stops) {
    boolean isOther = loss == Loss.WEIGHTS;
    StreamFactory factory = CameraRecords.factory(RULES);
    StreamFactory later = isOther ? CameraRecords.factory(CameraRecords.OTHERS, RULES) : factory;
    try (TestPartition before = new TestPartition(log, factory, workers);
        TestPartition partition =
            new TestPartition(log, factory, isOther ? otherWorkers : workers)) {
      before.readTo(STREAMS * 15 + 4);
      lose(loss, before);
      partition.limit(bytes, 1 + random.nextInt(3));
      partition.continueFrom(before, later);
      for (int stop = 0; stop < stops; stop++) {
        replay(partition);
        partition.assign(later);
      }
      partition.limit(bytes, Integer.MAX_VALUE);
      partition.assign(later);
      replay(partition);
      partition.readTo(log.size());
      List<String> events =
          partition.restoreOutput().events().stream().map(Event::toString).sorted().toList();
      return new Restored(events, partition.results());
    }
  }

  private static void replay(TestPartition partition) {
    while (partition.isReplaying()) {
      partition.read(7, true);
    }
  }

  @Test
  void oneTransactionHoldsNoMoreCheckpointsThanItsLimit() {
    StreamFactory others = CameraRecords.factory(CameraRecords.OTHERS, RULES);
    try (TestPartition before = new TestPartition(log, CameraRecords.factory(RULES), workers);
        PartitionProcessor streams = new PartitionProcessor(0, others)) {
      before.readTo(STREAMS * 15);
      before.restoreInto(streams);
      long all = 0;
      int transactions = 0;
      RestoredStreams restored;
      do {
        restored = streams.finishRestore(otherWorkers, 20_000);
        long bytes = restored.outputs().stream().mapToLong(Output::bytes).sum();
        assertThat(bytes).isLessThan(25_000);
        all += bytes;
        transactions++;
      } while (!restored.isLast());
      assertThat(all).isGreaterThan(60_000);
      assertThat(transactions).isGreaterThan(2);
      assertThat(streams.views()).hasSize(STREAMS);
    }
  }

  @Test
  void overdueCheckpointsAboveTheLimitAreWrittenWithTheNextBatches() {
    List<ConsumerRecord<byte[], byte[]>> idleThenBusy =
        new ArrayList<>(log.subList(0, 2 * STREAMS));
    CameraRecords busy = new CameraRecords("busy", 0, 10, 12, 1);
    idleThenBusy.forEach(record -> busy.skip());
    for (int n = 0; n < 60; n++) {
      idleThenBusy.add(busy.numbered(n));
    }
    try (TestPartition partition =
        new TestPartition(
            idleThenBusy, CameraRecords.factory(OwnershipChangeTest.rules(1_000, 40)), workers)) {
      partition.limit(1, Integer.MAX_VALUE);
      partition.read(2 * STREAMS + 30, true);
      int first = ofIdleStreams(partition);
      partition.read(29, true); // all idle streams are overdue now
      assertThat(ofIdleStreams(partition)).isEqualTo(first + 1);
      partition.read(1, true);
      assertThat(ofIdleStreams(partition)).isEqualTo(first + 2);
      assertThat(partition.streams().metadata(partition.committed()).replay())
          .as("the others are not saved yet")
          .isLessThan(2 * STREAMS);
    }
  }

  private static int ofIdleStreams(TestPartition partition) {
    return (int)
        partition.checkpoints().stream()
            .filter(record -> new String(record.key(), UTF_8).startsWith("cam"))
            .count();
  }
}
