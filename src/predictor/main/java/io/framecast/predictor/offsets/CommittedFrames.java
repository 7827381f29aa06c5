package io.framecast.predictor.offsets;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks whether logs still hold the frames before committed offsets. An offset is committed with the
 * epoch of the leader that wrote the frame before it. A log that lost that frame says where it ends
 * what leaders up to that epoch wrote (KIP-320).
 */
final class CommittedFrames {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> input;

  CommittedFrames(Consumer<byte[], byte[]> input) {
    this.input = input;
  }

  /**
   * Returns the partitions whose logs lost frames before these offsets, and of each the offset up
   * to which its log is the same, where that is known. The consumer's positions change.
   *
   * @throws KafkaException when the broker does not answer; to be called again
   */
  Map<TopicPartition, Optional<OffsetAndMetadata>> lost(
      Map<TopicPartition, OffsetAndMetadata> committed) {
    Map<TopicPartition, Optional<OffsetAndMetadata>> lost = new HashMap<>();
    Set<TopicPartition> asked = new HashSet<>();
    committed.forEach(
        (partition, offset) -> {
          if (offset.leaderEpoch().isPresent()) {
            input.seek(partition, offset);
            asked.add(partition);
          }
        });
    while (!asked.isEmpty()) {
      TopicPartition partition = asked.iterator().next();
      try {
        input.position(partition, PATIENCE);
        asked.remove(partition);
      } catch (LogTruncationException e) {
        if (!asked.removeAll(e.partitions())) {
          throw e; // it is of a partition that is being served
        }
        for (TopicPartition shorter : e.partitions()) {
          OffsetAndMetadata offset = committed.get(shorter);
          if (offset != null) {
            lost.put(
                shorter,
                Optional.ofNullable(e.divergentOffsets().get(shorter))
                    .filter(end -> end.leaderEpoch().equals(offset.leaderEpoch())));
            input.seek(shorter, 0); // else each poll would say it again
          }
        }
      }
    }
    return lost;
  }
}
