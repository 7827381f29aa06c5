package io.framecast.predictor.offsets;

import io.framecast.predictor.offsets.PublishedProgress.Found;
import io.framecast.predictor.offsets.RestorePlan.Source;
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
public final class RestorePlanner {
  private static final Logger LOG = LoggerFactory.getLogger(RestorePlanner.class);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> input;
  private final Supplier<Consumer<byte[], byte[]>> reader;
  private final Watermarks watermarks;
  private final Topics topics;
  private final boolean beginsAtTheEnd;
  private final Set<TopicPartition> warned = new HashSet<>();

  /**
   * Of one member.
   *
   * @param input its consumer
   * @param reader makes a consumer of no group, to read what was published
   * @param beginsAtTheEnd where nothing says how far a partition was answered, else at the
   *     beginning
   */
  public RestorePlanner(
      Consumer<byte[], byte[]> input,
      Supplier<Consumer<byte[], byte[]>> reader,
      Watermarks watermarks,
      Topics topics,
      boolean beginsAtTheEnd) {
    this.input = input;
    this.reader = reader;
    this.watermarks = watermarks;
    this.topics = topics;
    this.beginsAtTheEnd = beginsAtTheEnd;
  }

  /**
   * Plans these partitions, or some of them: the others are to be asked for again.
   *
   * @throws KafkaException when the broker does not answer; to be called again
   */
  public Map<TopicPartition, RestorePlan> plan(Set<TopicPartition> partitions)
      throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed = input.committed(partitions, PATIENCE);
    Map<TopicPartition, Long> begins = input.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> ends = input.endOffsets(partitions, PATIENCE);
    Map<TopicPartition, RestorePlan> plans = new HashMap<>();
    Map<TopicPartition, FrameLog> lost = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = committed.get(partition);
      long first = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      if (offset != null && first <= offset.offset() && offset.offset() <= end) {
        Position position = Position.parse(offset.metadata());
        Source source = Source.COMMITTED;
        plans.put(partition, new RestorePlan(position, first, end, offset.offset(), source));
      } else {
        lost.put(partition, new FrameLog(partition, first, end, offset == null));
      }
    }
    // what may take longer holds up no partition of which all is known
    if (plans.isEmpty() && !lost.isEmpty()) {
      planWithout(lost, committed, plans);
    }
    return plans;
  }

  private void planWithout(
      Map<TopicPartition, FrameLog> lost,
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, RestorePlan> plans)
      throws InterruptedException {
    Map<String, String> found = new TreeMap<>(); // instead of an offset that can be used
    try (TopicRanges ranges = new TopicRanges(reader.get(), watermarks)) {
      Map<TopicPartition, Found> published =
          new PublishedProgress(ranges, topics).find(lost.values());
      for (Map.Entry<TopicPartition, FrameLog> one : lost.entrySet()) {
        TopicPartition partition = one.getKey();
        FrameLog log = one.getValue();
        OffsetAndMetadata offset = committed.get(partition);
        RestorePlan plan =
            planWithout(published.getOrDefault(partition, Found.NOTHING), log, offset);
        plans.put(partition, plan);
        boolean isLost = offset != null || plan.source() != Source.POLICY;
        if ((isLost || hasCheckpoints(partition)) && !warned.contains(partition)) {
          found.put(
              partition.toString(),
              offset == null
                  ? "none"
                  : "%d in a log from %d to %d".formatted(offset.offset(), log.first(), log.end()));
        }
      }
    }
    if (!found.isEmpty()) {
      warned.addAll(lost.keySet()); // the same plan may have to be made again
      LOG.warn(
          "expected a committed offset of group {} that the log holds, found {}: it is taken from"
              + " what was published and from checkpoints",
          input.groupMetadata().groupId(),
          found);
    }
  }

  /** Warns again when an offset of these partitions, whose plans are carried out, is lost later. */
  public void forgetWarnings(Set<TopicPartition> planned) {
    warned.removeAll(planned);
  }

  private RestorePlan planWithout(Found found, FrameLog log, @Nullable OffsetAndMetadata offset) {
    Position position = Position.parse(offset == null ? null : offset.metadata());
    if (found.isNew()) {
      return new RestorePlan(position, log.first(), log.end(), log.first(), Source.NEW_LOG);
    }
    if (found.next().isPresent()) {
      // an answered frame has a stream: where no checkpoint is left, the log is replayed
      Position known = position.streams() > 0 ? position : new Position(position.replay(), 1);
      long next = found.next().getAsLong();
      Source source = found.isShortened() ? Source.SHORTENED_LOG : Source.PUBLISHED;
      return new RestorePlan(known, log.first(), log.end(), next, source);
    }
    boolean isBefore = offset != null && offset.offset() < log.first();
    long next = beginsAtTheEnd && !isBefore ? log.end() : log.first();
    return new RestorePlan(position, log.first(), log.end(), next, Source.POLICY);
  }

  private boolean hasCheckpoints(TopicPartition frames) throws InterruptedException {
    TopicPartition partition = new TopicPartition(topics.checkpoints(), frames.partition());
    return watermarks.of(Set.of(partition)).getOrDefault(partition, 0L) > 0;
  }
}
