package io.framecast.predictor.group;

import io.framecast.predictor.group.PublishedProgress.FrameLog;
import io.framecast.predictor.streams.Position;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where partitions go on: at the committed offset, where the log holds it. An offset that
 * is lost (a group that was unused for long, an unclean election, a topic made again) is found
 * again in what was published, so no frame is answered twice and no stream begins again.
 */
final class RestorePlanner {
  private static final Logger LOG = LoggerFactory.getLogger(RestorePlanner.class);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> input;
  private final Supplier<PublishedProgress> published;
  private final CheckpointLog.Watermarks watermarks;
  private final Topics topics;
  private final boolean beginsAtTheEnd;
  private final Set<TopicPartition> warned = new HashSet<>();

  /**
   * Of one member.
   *
   * @param input its consumer
   * @param beginsAtTheEnd where nothing says how far a partition was answered, else at the
   *     beginning
   */
  RestorePlanner(
      Consumer<byte[], byte[]> input,
      Supplier<PublishedProgress> published,
      CheckpointLog.Watermarks watermarks,
      Topics topics,
      boolean beginsAtTheEnd) {
    this.input = input;
    this.published = published;
    this.watermarks = watermarks;
    this.topics = topics;
    this.beginsAtTheEnd = beginsAtTheEnd;
  }

  /** Throws {@link KafkaException} when the broker does not answer; to be called again. */
  Map<TopicPartition, RestorePlan> plan(Set<TopicPartition> partitions)
      throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed = input.committed(partitions, PATIENCE);
    Map<TopicPartition, Long> begins = input.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> ends = input.endOffsets(partitions, PATIENCE);
    Map<TopicPartition, RestorePlan> plans = new HashMap<>();
    Map<String, String> lost = new TreeMap<>(); // what was found, by partition
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      long first = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      Position position = Position.parse(offset == null ? null : offset.metadata());
      if (offset != null && first <= offset.offset() && offset.offset() <= end) {
        plans.put(
            partition,
            new RestorePlan(position, first, end, offset.offset(), RestorePlan.Source.COMMITTED));
        warned.remove(partition);
        continue;
      }
      RestorePlan plan = planWithout(partition, offset, first, end);
      plans.put(partition, plan);
      if ((plan.source() == RestorePlan.Source.PUBLISHED
              || hasCheckpoints(partition)
              || offset != null)
          && warned.add(partition)) {
        lost.put(
            partition.toString(),
            offset == null
                ? "none"
                : "%d in a log from %d to %d".formatted(offset.offset(), first, end));
      }
    }
    if (!lost.isEmpty()) {
      LOG.warn(
          "expected a committed offset of group {} that the log holds, found {}: it is taken from"
              + " what was published and from checkpoints",
          input.groupMetadata().groupId(),
          lost);
    }
    return plans;
  }

  private RestorePlan planWithout(
      TopicPartition partition, @Nullable OffsetAndMetadata offset, long first, long end)
      throws InterruptedException {
    Position position = Position.parse(offset == null ? null : offset.metadata());
    FrameLog log = new FrameLog(first, end, offset == null);
    PublishedProgress.Found found;
    try (PublishedProgress progress = published.get()) {
      found = progress.find(partition, log);
    }
    if (found.isNew()) {
      return new RestorePlan(position, first, end, first, RestorePlan.Source.NEW_LOG);
    }
    if (found.next().isPresent()) {
      // whatever was answered has a stream: where no checkpoint is left, the log is replayed
      Position known = position.streams() > 0 ? position : new Position(position.replay(), 1);
      return new RestorePlan(
          known, first, end, found.next().getAsLong(), RestorePlan.Source.PUBLISHED);
    }
    boolean isBefore = offset != null && offset.offset() < first;
    long next = beginsAtTheEnd && !isBefore ? end : first;
    return new RestorePlan(position, first, end, next, RestorePlan.Source.POLICY);
  }

  private boolean hasCheckpoints(TopicPartition frames) throws InterruptedException {
    TopicPartition partition = new TopicPartition(topics.checkpoints(), frames.partition());
    return watermarks.of(Set.of(partition)).getOrDefault(partition, 0L) > 0;
  }
}
