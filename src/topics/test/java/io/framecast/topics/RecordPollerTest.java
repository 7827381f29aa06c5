package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordPollerTest {
  private static final int HEAP = 100;
  private static final TopicPartition A = new TopicPartition("t", 0);
  private static final TopicPartition B = new TopicPartition("t", 1);

  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();
  private final SmallHeap consumer = new SmallHeap(RecordPoller.MOST_RECORDS);
  private int freed;
  private final RecordPoller poller =
      new RecordPoller(consumer, () -> new SmallHeap(1), () -> freed++);

  /** A consumer whose polls throw when their records are larger than the heap. */
  private final class SmallHeap extends MockConsumer<byte[], byte[]> {
    private final int mostRecords;
    private boolean knowsPositions = true;

    SmallHeap(int mostRecords) {
      super("none");
      this.mostRecords = mostRecords;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        java.util.Collection<TopicPartition> partitions, Duration timeout) {
      Map<TopicPartition, Long> ends = new HashMap<>();
      partitions.forEach(p -> ends.put(p, (long) log.getOrDefault(p, List.of()).size()));
      return ends;
    }

    @Override
    public synchronized long position(TopicPartition partition, Duration timeout) {
      if (!knowsPositions) {
        throw new TimeoutException("not known yet");
      }
      return super.position(partition, timeout);
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
      int left = mostRecords;
      for (TopicPartition partition : assignment()) {
        int from = Math.toIntExact(position(partition));
        List<ConsumerRecord<byte[], byte[]>> all = log.getOrDefault(partition, List.of());
        int to = paused().contains(partition) ? from : Math.min(all.size(), from + left);
        left -= to - from;
        polled.put(partition, all.subList(from, to));
        if (polled.values().stream().mapToLong(RecordPoller::bytes).sum() > HEAP) {
          throw new OutOfMemoryError("Java heap space");
        }
        seek(partition, to); // also where the next partition does not fit
      }
      return new ConsumerRecords<>(polled, Map.of());
    }
  }

  @Test
  void returnsRecordsTogetherThatFitTogether() {
    append(A, 10, 10, 10);
    begin(A);
    assertThat(poll()).containsExactly("0@0", "0@1", "0@2");
    assertThat(freed).isZero();
  }

  @Test
  void returnsRecordsOneByOneThatOnlyFitAlone() {
    append(A, 60, 60, 60);
    append(B, 5);
    begin(A, B);
    assertThat(pollAll(4)).containsExactlyInAnyOrder("0@0", "0@1", "0@2", "1@0");
    assertThat(freed).isPositive();
  }

  @Test
  void returnsThePositionOfARecordThatDoesNotFitAlone() {
    append(A, 60, 101, 60);
    append(B, 60);
    begin(A, B);
    assertThat(pollAll(4)).containsExactlyInAnyOrder("0@0", "0@1 unfetchable", "0@2", "1@0");
  }

  @Test
  void returnsEachRecordOnceAndInOrderForAnySizes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    for (TopicPartition partition : List.of(A, B)) {
      int[] sizes = random.ints(60, 1, 115).toArray();
      append(partition, sizes);
      for (int i = 0; i < sizes.length; i++) {
        expected.add(partition.partition() + "@" + i + (sizes[i] > HEAP ? " unfetchable" : ""));
      }
    }
    begin(A, B);
    List<String> found = pollAll(expected.size());
    assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
    for (String partition : List.of("0@", "1@")) {
      assertThat(found.stream().filter(one -> one.startsWith(partition)))
          .as("seed %d", seed)
          .containsExactlyElementsOf(
              expected.stream().filter(one -> one.startsWith(partition)).toList());
    }
  }

  @Test
  void doesNotMovePausedPartitions() {
    append(A, 60, 60);
    append(B, 60, 60);
    begin(A, B);
    consumer.pause(Set.of(B));
    assertThat(pollAll(2)).containsExactly("0@0", "0@1");
    assertThat(poll()).isEmpty();
    assertThat(consumer.position(B)).isZero();
  }

  @Test
  void throwsTheErrorWithoutAKnownPosition() {
    append(A, 60, 60);
    begin(A);
    consumer.knowsPositions = false;
    assertThatThrownBy(() -> poller.poll(Duration.ZERO)).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void countsAnUnfetchableRecordAsUnreadable() {
    UnreadableRecords unreadable = new UnreadableRecords();
    boolean isRead =
        unreadable.read(
            new UnfetchableRecord("t", 0, 3, new OutOfMemoryError()),
            record -> {
              throw new AssertionError("expected that it is not read");
            });
    assertThat(isRead).isFalse();
    assertThat(unreadable.count("t")).isOne();
  }

  private void append(TopicPartition partition, int... sizes) {
    List<ConsumerRecord<byte[], byte[]>> records =
        log.computeIfAbsent(partition, p -> new ArrayList<>());
    for (int size : sizes) {
      records.add(
          new ConsumerRecord<>(
              partition.topic(),
              partition.partition(),
              records.size(),
              0,
              TimestampType.CREATE_TIME,
              0,
              size,
              new byte[0],
              new byte[size],
              new RecordHeaders(),
              Optional.empty()));
    }
  }

  private void begin(TopicPartition... partitions) {
    consumer.assign(Set.of(partitions));
    Set.of(partitions).forEach(partition -> consumer.seek(partition, 0));
  }

  private List<String> pollAll(int count) {
    List<String> found = new ArrayList<>();
    for (int polls = 0; found.size() < count && polls < 10 * count; polls++) {
      found.addAll(poll());
    }
    return found;
  }

  private List<String> poll() {
    return poller.poll(Duration.ZERO).stream()
        .map(
            record ->
                record.partition()
                    + "@"
                    + record.offset()
                    + (record instanceof UnfetchableRecord ? " unfetchable" : ""))
        .toList();
  }
}
