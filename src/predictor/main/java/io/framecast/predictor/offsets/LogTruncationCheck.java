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
 * Checks whether logs still hold the frames before committed offsets. An offset is committed with
 * the epoch of the leader that wrote the frame before it. For a log that lost that frame, the
 * broker returns the end of the records of that epoch or an earlier one (KIP-320).
 */
final class LogTruncationCheck {
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> input;

  LogTruncationCheck(Consumer<byte[], byte[]> input) {
    this.input = input;
  }

  /**
   * Returns the partitions whose logs lost frames before these offsets. For each it returns the
   * offset up to which the log is unchanged, if that is known. The consumer's positions change.
   *
   * @throws KafkaException if the broker does not answer; the caller tries again
   */
  Map<TopicPartition, Optional<OffsetAndMetadata>> findLost(
      Map<TopicPartition, OffsetAndMetadata> committed) {
    Map<TopicPartition, Optional<OffsetAndMetadata>> lost = new HashMap<>();
    Set<TopicPartition> pending = new HashSet<>();
    committed.forEach(
        (partition, offset) -> {
          if (offset.leaderEpoch().isPresent()) {
            input.seek(partition, offset);
            pending.add(partition);
          }
        });
    while (!pending.isEmpty()) {
      TopicPartition partition = pending.iterator().next();
      try {
        input.position(partition, TIMEOUT);
        pending.remove(partition);
      } catch (LogTruncationException e) {
        if (!pending.removeAll(e.partitions())) {
          throw e; // another partition is truncated, which is being served
        }
        for (TopicPartition shorter : e.partitions()) {
          OffsetAndMetadata offset = committed.get(shorter);
          if (offset != null) {
            lost.put(
                shorter,
                Optional.ofNullable(e.divergentOffsets().get(shorter))
                    .filter(end -> end.leaderEpoch().equals(offset.leaderEpoch())));
            input.seek(shorter, 0); // otherwise each poll throws it again
          }
        }
      }
    }
    return lost;
  }
}
