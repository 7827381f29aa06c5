package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AddedPartitionsTest {
  private static final String TOPIC = "framecast.scores";
  private static final Node NODE = new Node(1, "localhost", 9092);
  private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
  private static final TopicPartition ADDED = new TopicPartition(TOPIC, 1);

  private long now = Long.MAX_VALUE - 5; // System.nanoTime may overflow
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
  private final AddedPartitions added = new AddedPartitions(consumer, () -> now);

  @Test
  void readsANewPartitionFromItsBeginningAndLeavesOtherPositions() {
    consumer.updatePartitions(TOPIC, partitions(1, NODE));
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, ADDED, 3L));
    consumer.assign(List.of(FIRST));
    consumer.seek(FIRST, 7);
    now += Duration.ofSeconds(1).toNanos();
    assertThat(added.assign()).isEmpty();

    consumer.updatePartitions(TOPIC, partitions(2, NODE));
    assertThat(added.assign()).as("within the same second").isEmpty();
    now += Duration.ofSeconds(1).toNanos();
    assertThat(added.assign()).isEqualTo(Map.of(ADDED, 3L));
    assertThat(consumer.assignment()).containsExactlyInAnyOrder(FIRST, ADDED);
    assertThat(consumer.position(FIRST)).isEqualTo(7);
    assertThat(consumer.position(ADDED)).isEqualTo(3);
    now += Duration.ofSeconds(1).toNanos();
    assertThat(added.assign()).isEmpty();
  }

  /** Its first offset could not be looked up. */
  @Test
  void aPartitionWithoutALeaderWaits() {
    consumer.assign(List.of(FIRST));
    consumer.updatePartitions(TOPIC, List.of(partitions(1, NODE).get(0), partition(1, null)));
    now += Duration.ofSeconds(1).toNanos();
    assertThat(added.assign()).isEmpty();
    assertThat(consumer.assignment()).containsExactly(FIRST);
  }

  private static List<PartitionInfo> partitions(int count, Node leader) {
    return IntStream.range(0, count).mapToObj(number -> partition(number, leader)).toList();
  }

  private static PartitionInfo partition(
      int number, @org.jspecify.annotations.Nullable Node leader) {
    return new PartitionInfo(TOPIC, number, leader, new Node[0], new Node[0]);
  }
}
