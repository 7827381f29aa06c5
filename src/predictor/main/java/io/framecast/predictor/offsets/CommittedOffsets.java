package io.framecast.predictor.offsets;

import io.framecast.predictor.offsets.KnownOffset.Trust;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the group for committed offsets, and says what each is worth with the log as it is now. */
final class CommittedOffsets {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> input;

  CommittedOffsets(Consumer<byte[], byte[]> input) {
    this.input = input;
  }

  /**
   * Returns one for each of these partitions.
   *
   * @throws KafkaException when the broker does not answer; to be called again
   */
  List<KnownOffset> ask(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed = input.committed(partitions, PATIENCE);
    Map<TopicPartition, Long> begins = input.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> ends = input.endOffsets(partitions, PATIENCE);
    return partitions.stream()
        .map(
            partition ->
                known(
                    partition,
                    begins.getOrDefault(partition, 0L),
                    ends.getOrDefault(partition, 0L),
                    committed.get(partition)))
        .toList();
  }

  private static KnownOffset known(
      TopicPartition partition, long first, long end, @Nullable OffsetAndMetadata offset) {
    boolean isInLog = offset != null && first <= offset.offset() && offset.offset() <= end;
    FrameLog log = new FrameLog(partition, first, end, offset == null);
    return new KnownOffset(log, offset, isInLog ? Trust.SURE : Trust.LOST);
  }
}
