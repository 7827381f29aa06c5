package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Tests streams with unusual timestamps; an hour without frames ends a stream. */
class StreamTimeTest {
  private static final long NOW = 1_764_000_000_000L;
  private static final long HOUR = 3_600_000;

  /** A checkpoint at every second frame. */
  private static final StreamSettings RULES =
      new StreamSettings(4, 2, 20_000, 15, Duration.ofMillis(HOUR), OptionalInt.empty(), 1);

  @AutoClose private final Workers workers = new Workers(CameraRecords.WEIGHTS, 1);

  @Test
  void anOldTimestampDoesNotResetTheStream() {
    assertThat(framesSeen(NOW, NOW + 1, 0, NOW + 2, NOW + 3)).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aTimestampFarInTheFutureResetsOnlyItsOwnFrame() {
    long ahead = NOW + 7 * HOUR;
    assertThat(framesSeen(NOW, NOW + 1, ahead, NOW + 2, NOW + 3, NOW + 4))
        .containsExactly(1L, 2L, 1L, 2L, 3L, 4L);
  }

  @Test
  void aTimestampSlightlyInTheFutureDoesNotResetStreams() {
    assertThat(framesSeen(NOW, NOW + HOUR - 1, NOW + 2, NOW + 3)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void detectsAGapWithAnyTimestampBeforeIt() {
    assertThat(framesSeen(NOW, 0, NOW + 2 * HOUR)).containsExactly(1L, 2L, 1L);
    assertThat(framesSeen(NOW, NOW + HOUR / 2, NOW + 1, NOW + 2 * HOUR))
        .containsExactly(1L, 2L, 3L, 1L);
  }

  @Test
  void aTimestampFarInTheFutureDoesNotHideALaterGap() {
    long ahead = NOW + 1_000 * HOUR;
    assertThat(framesSeen(NOW, ahead, NOW + 1, NOW + 2, NOW + 3 * HOUR, NOW + 3 * HOUR + 1))
        .containsExactly(1L, 1L, 2L, 3L, 1L, 2L);
  }

  @Test
  void framesWithoutATimestampDoNotChangeTheStreamsTime() {
    assertThat(framesSeen(NOW, -1, Long.MIN_VALUE, NOW + HOUR, NOW + 2 * HOUR + 1))
        .containsExactly(1L, 2L, 3L, 4L, 1L);
  }

  @Test
  void forgetsStreamsOfAQuietPartitionAndStreamsWithoutTimestamps() {
    StreamSettings shortly =
        new StreamSettings(4, 30, 1_000, 15, Duration.ofMillis(30), OptionalInt.empty(), 1);
    CameraRecords camera = new CameraRecords("cam", 0, 9, 14, 0);
    CameraRecords timeless = new CameraRecords("timeless", 0, 9, 14, 1);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    log.add(camera.at(0, NOW));
    log.add(timeless.after(camera).at(0, -1));
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(shortly), workers)) {
      partition.readTo(2);
      List<Output> removed = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                removed.addAll(partition.streams().removeExpired(2));
                return partition.streams().size() == 0;
              });
      assertThat(new WrittenRecords(List.of(RecordResult.ended("", removed))).events())
          .extracting(Event::stream, Event::event)
          .containsExactlyInAnyOrder(tuple("cam", "eviction"), tuple("timeless", "eviction"));
    }
  }

  @Test
  void reportsAStreamThatIsInTwoPartitionsOnce() {
    StreamFactory factory = CameraRecords.factory(RULES);
    CameraRecords camera = new CameraRecords("cam", 0, 9, 14, 0);
    CameraRecords same = new CameraRecords("cam", 3, 9, 14, 0);
    Map<Integer, PartitionProcessor> partitions =
        Map.of(0, new PartitionProcessor(0, factory), 3, new PartitionProcessor(3, factory));
    partitions.values().forEach(partition -> partition.begin(0));
    BatchProcessor batch = new BatchProcessor(factory, workers);
    List<Output> due = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      due.addAll(
          batch
              .process(
                  List.of(camera.numbered(n), same.numbered(n)),
                  p -> partitions.get(p.partition()),
                  Long.MAX_VALUE)
              .due());
    }
    assertThat(new WrittenRecords(List.of(RecordResult.ended("", due))).events())
        .containsExactly(
            new Event(
                "split",
                "cam",
                null,
                "expected the stream in one partition of framecast.frames, found its key in"
                    + " partitions 0 and 3: they are two streams of one name; use one partitioner"
                    + " in all producers, unless framecast.frames has got more partitions"));
    partitions.values().forEach(PartitionProcessor::close);
  }

  /** Returns the counts of one owner, and checks that changing owners get the same. */
  private List<Long> framesSeen(long... timestamps) {
    List<Long> undisturbed = framesSeen(timestamps.length, timestamps);
    assertThat(framesSeen(1, timestamps)).as("with other owners").isEqualTo(undisturbed);
    return undisturbed;
  }

  private List<Long> framesSeen(int each, long... timestamps) {
    CameraRecords camera = new CameraRecords("cam", 0, 9, 14, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < timestamps.length; n++) {
      log.add(camera.at(n, timestamps[n]));
    }
    try (TestPartition partition = new TestPartition(log, CameraRecords.factory(RULES), workers)) {
      while (!partition.isAtEnd()) {
        partition.read(each, true);
        if (each < log.size()) {
          partition.read(each, false); // and the owner stops before it commits
          partition.assign();
          while (partition.isReplaying()) {
            partition.read(each, true);
          }
        }
      }
      return new WrittenRecords(partition.results())
          .predictions().stream().map(Prediction::framesSeen).toList();
    }
  }
}
