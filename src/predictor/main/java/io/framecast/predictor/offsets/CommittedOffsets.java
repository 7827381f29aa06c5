package io.framecast.predictor.offsets;

import io.framecast.predictor.offsets.KnownOffset.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
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
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the group's committed offsets, and compares each with the current log. */
final class CommittedOffsets {
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  /** Each costs the time-out of a request, in which nothing else is done. */
  private static final int MAX_FAILURES = 2;

  private final Consumer<byte[], byte[]> input;
  private final LogTruncationCheck frames;
  private final Set<TopicPartition> doubted = new HashSet<>();
  private int rotation;

  CommittedOffsets(Consumer<byte[], byte[]> input) {
    this.input = input;
    this.frames = new LogTruncationCheck(input);
  }

  /** Distrusts offsets of these partitions: records were deleted, so the log may be another one. */
  void doubt(Collection<TopicPartition> partitions) {
    doubted.addAll(partitions);
  }

  /** Trusts offsets of these partitions again: they are committed for the current logs. */
  void trust(Collection<TopicPartition> partitions) {
    doubted.removeAll(partitions);
  }

  /**
   * Returns the offset of each partition, or only of those whose leader answers.
   *
   * @throws KafkaException if no broker answers; the caller tries again
   */
  List<KnownOffset> read(Set<TopicPartition> partitions) {
    try {
      return readAll(partitions);
    } catch (TimeoutException e) {
      List<KnownOffset> some = partitions.size() == 1 ? List.of() : readEach(partitions);
      if (some.isEmpty()) {
        throw e;
      }
      return some;
    }
  }

  /** Reads one partition after another, in another order each time, until a few did not answer. */
  private List<KnownOffset> readEach(Set<TopicPartition> partitions) {
    List<TopicPartition> order = new ArrayList<>(partitions);
    order.sort(Comparator.comparingInt(TopicPartition::partition));
    Collections.rotate(order, rotation++);
    List<KnownOffset> known = new ArrayList<>();
    int failures = 0;
    for (TopicPartition partition : order) {
      try {
        known.addAll(readAll(Set.of(partition)));
      } catch (TimeoutException e) {
        failures++;
        if (failures == MAX_FAILURES) {
          break;
        }
      }
    }
    return known;
  }

  private List<KnownOffset> readAll(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed = input.committed(partitions, TIMEOUT);
    Map<TopicPartition, Long> begins = input.beginningOffsets(partitions, TIMEOUT);
    Map<TopicPartition, Long> ends = input.endOffsets(partitions, TIMEOUT);
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
    Map<TopicPartition, Optional<OffsetAndMetadata>> shorter = frames.findLost(inLog);
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
