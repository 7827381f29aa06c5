package io.framecast.predictor.offsets;

import io.framecast.predictor.offsets.KnownOffset.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Asks the group for committed offsets, and says what each is worth with the log as it is now. */
final class CommittedOffsets {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> input;
  private final CommittedFrames frames;
  private final Set<TopicPartition> doubted = new HashSet<>();

  CommittedOffsets(Consumer<byte[], byte[]> input) {
    this.input = input;
    this.frames = new CommittedFrames(input);
  }

  /** Records of these partitions were found gone: an offset in their logs proves nothing. */
  void doubt(Collection<TopicPartition> partitions) {
    doubted.addAll(partitions);
  }

  /** Offsets of these partitions are committed that are of the logs as they are now. */
  void settled(Collection<TopicPartition> partitions) {
    doubted.removeAll(partitions);
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
    Map<TopicPartition, OffsetAndMetadata> inLog = new HashMap<>();
    Map<TopicPartition, FrameLogRange> logs = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      long first = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      logs.put(partition, new FrameLogRange(partition, first, end, offset == null));
      if (offset != null && first <= offset.offset() && offset.offset() <= end) {
        inLog.put(partition, offset);
      }
    }
    Map<TopicPartition, Optional<OffsetAndMetadata>> shorter = frames.lost(inLog);
    List<KnownOffset> known = new ArrayList<>();
    logs.forEach(
        (partition, log) -> {
          OffsetAndMetadata offset = inLog.get(partition);
          if (offset == null) {
            known.add(new KnownOffset(log, committed.get(partition), Trust.LOST));
          } else if (shorter.containsKey(partition)) {
            known.add(shortened(log, offset, shorter.get(partition)));
          } else {
            boolean isUnproven = offset.leaderEpoch().isEmpty() && doubted.contains(partition);
            known.add(new KnownOffset(log, offset, isUnproven ? Trust.IN_DOUBT : Trust.SURE));
          }
        });
    return known;
  }

  private static KnownOffset shortened(
      FrameLogRange log, OffsetAndMetadata offset, Optional<OffsetAndMetadata> end) {
    return end.map(
            kept ->
                new OffsetAndMetadata(
                    Math.max(log.first(), kept.offset()), kept.leaderEpoch(), offset.metadata()))
        .map(kept -> new KnownOffset(log, kept, Trust.SHORTENED))
        .orElse(new KnownOffset(log, offset, Trust.IN_DOUBT));
  }
}
