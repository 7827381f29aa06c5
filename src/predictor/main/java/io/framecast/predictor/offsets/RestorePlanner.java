package io.framecast.predictor.offsets;

import io.framecast.predictor.offsets.KnownOffset.Trust;
import io.framecast.predictor.offsets.OutputOffsetRecovery.OutputOffset;
import io.framecast.predictor.offsets.RestorePlan.OffsetSource;
import io.framecast.predictor.streams.CommitMetadata;
import io.framecast.predictor.streams.SavedStream;
import io.framecast.topics.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where partitions continue: at the committed offset, if the log holds it and has not lost
 * frames before it. An offset is lost if the group was unused for long, after an unclean election,
 * or if the topic was recreated. Then published records show the offset, so no frame is processed
 * twice and no stream is reset.
 */
public final class RestorePlanner {
  private static final Logger LOG = LoggerFactory.getLogger(RestorePlanner.class);

  private final Consumer<byte[], byte[]> input;
  private final Supplier<TopicRanges> ranges;
  private final HighWatermarks watermarks;
  private final Topics topics;
  private final boolean isResetToLatest;
  private final CommittedOffsets offsets;
  private final BackgroundOffsetRecovery search;
  private final Map<TopicPartition, KnownOffset> searched = new HashMap<>();
  private final Set<TopicPartition> warned = new HashSet<>();

  /**
   * Plans for one member of the group.
   *
   * @param input the member's consumer
   * @param reader makes a consumer without a group that polls up to a number of records
   * @param isResetToLatest whether a partition without any known offset starts at its end, not at
   *     its beginning
   * @param background runs searches through published records
   */
  public RestorePlanner(
      Consumer<byte[], byte[]> input,
      IntFunction<Consumer<byte[], byte[]>> reader,
      HighWatermarks watermarks,
      Topics topics,
      boolean isResetToLatest,
      Executor background) {
    this.input = input;
    this.ranges = () -> new TopicRanges(reader, watermarks);
    this.watermarks = watermarks;
    this.topics = topics;
    this.isResetToLatest = isResetToLatest;
    this.offsets = new CommittedOffsets(input);
    this.search = new BackgroundOffsetRecovery(background, ranges, topics);
  }

  /**
   * Distrusts the committed offsets of these partitions: the broker reports that their logs
   * changed, so the log may hold an offset of other frames.
   */
  public void doubt(Collection<TopicPartition> partitions) {
    offsets.doubt(partitions);
  }

  /** Discards searches for these partitions, which will be planned again. */
  public void forget(Collection<TopicPartition> partitions) {
    if (searched.keySet().removeAll(partitions) && searched.isEmpty()) {
      search.cancel();
    }
  }

  /** Marks these partitions as restored and committed. */
  public void complete(Collection<TopicPartition> partitions) {
    offsets.trust(partitions);
    warned.removeAll(partitions);
  }

  /**
   * Plans these partitions, or only some of them; the caller asks again for the others. It takes no
   * longer than a few requests to the broker.
   *
   * @param partitions all partitions that are not planned yet
   * @throws KafkaException if the broker does not answer; the caller tries again
   */
  public Map<TopicPartition, RestorePlan> plan(Set<TopicPartition> partitions)
      throws InterruptedException {
    searched.keySet().retainAll(partitions);
    Set<TopicPartition> unread = new HashSet<>(partitions);
    unread.removeAll(searched.keySet());
    Map<TopicPartition, RestorePlan> plans = new HashMap<>();
    Map<TopicPartition, KnownOffset> shortened = new HashMap<>();
    Map<TopicPartition, KnownOffset> unknown = new HashMap<>();
    for (KnownOffset known : unread.isEmpty() ? List.<KnownOffset>of() : offsets.read(unread)) {
      TopicPartition partition = known.log().partition();
      OffsetAndMetadata offset = known.committed();
      if (offset == null || known.trust() == Trust.LOST || known.trust() == Trust.IN_DOUBT) {
        unknown.put(partition, known);
      } else if (known.trust() == Trust.SHORTENED) {
        shortened.put(partition, known);
        plans.put(partition, planAt(offset, known, OffsetSource.SHORTENED_LOG));
      } else {
        plans.put(partition, planAt(offset, known, OffsetSource.COMMITTED));
      }
    }
    warn(shortened);
    // a search does not delay partitions that are planned already
    if (!plans.isEmpty()) {
      return plans;
    }
    if (searched.isEmpty() && !unknown.isEmpty()) {
      searched.putAll(unknown);
      search.begin(unknown.values().stream().map(KnownOffset::log).toList());
    }
    return planSearched();
  }

  private static RestorePlan planAt(
      OffsetAndMetadata offset, KnownOffset known, OffsetSource source) {
    FrameLogRange log = known.log();
    return new RestorePlan(
        known.metadata(), log.first(), log.end(), offset.offset(), source, offset.leaderEpoch());
  }

  private Map<TopicPartition, RestorePlan> planSearched() throws InterruptedException {
    Map<TopicPartition, OutputOffset> found;
    try {
      found = search.await();
    } catch (KafkaException e) {
      searched.clear();
      throw e;
    }
    if (found == null) {
      return Map.of();
    }
    Map<TopicPartition, KnownOffset> asked = Map.copyOf(searched);
    searched.clear();
    Map<TopicPartition, RestorePlan> plans = new HashMap<>();
    Map<TopicPartition, KnownOffset> lost = new HashMap<>();
    for (Map.Entry<TopicPartition, KnownOffset> one : asked.entrySet()) {
      TopicPartition partition = one.getKey();
      KnownOffset known = one.getValue();
      RestorePlan plan = planFound(found.getOrDefault(partition, OutputOffset.NOTHING), known);
      plans.put(partition, plan);
      boolean isLost = known.committed() != null || plan.source() != OffsetSource.POLICY;
      if (isLost || hasCheckpoints(partition)) {
        lost.put(partition, known);
      }
    }
    warn(lost);
    return plans;
  }

  private void warn(Map<TopicPartition, KnownOffset> lost) {
    Map<String, String> found = new TreeMap<>(); // the reasons why no offset can be used
    lost.forEach(
        (partition, known) -> {
          if (warned.add(partition)) { // a plan may be repeated
            found.put(partition.toString(), known.describe());
          }
        });
    if (!found.isEmpty()) {
      LOG.warn(
          "expected a committed offset of group {} that the log holds, found {}; it is derived from"
              + " the log, the published records and the checkpoints",
          input.groupMetadata().groupId(),
          found);
    }
  }

  private RestorePlan planFound(OutputOffset found, KnownOffset known) {
    FrameLogRange log = known.log();
    OffsetAndMetadata offset = known.committed();
    CommitMetadata metadata = known.metadata();
    if (found.isNew()) {
      return new RestorePlan(metadata, log, log.first(), OffsetSource.NEW_LOG);
    }
    if (found.next().isPresent()) {
      // a processed frame has a stream: without a checkpoint, the log is replayed
      CommitMetadata corrected = metadata.streams() > 0 ? metadata : metadata.withStreams(1);
      OffsetSource source =
          found.isShortened() ? OffsetSource.SHORTENED_LOG : OffsetSource.PUBLISHED;
      return new RestorePlan(corrected, log, found.next().getAsLong(), source);
    }
    if (offset != null && known.trust() == Trust.IN_DOUBT) {
      return new RestorePlan(metadata, log, offset.offset(), OffsetSource.COMMITTED);
    }
    boolean isBefore = offset != null && offset.offset() < log.first();
    long next = isResetToLatest && !isBefore ? log.end() : log.first();
    return new RestorePlan(metadata, log, next, OffsetSource.POLICY);
  }

  /**
   * Corrects a plan after all checkpoints are read: they may hold later frames than those known to
   * be processed, or be of another log.
   *
   * @throws KafkaException if the broker does not answer; the caller plans again
   */
  public RestorePlan withCheckpoints(
      TopicPartition partition, RestorePlan plan, List<SavedStream> saved) {
    boolean isPublished = plan.source() == OffsetSource.PUBLISHED;
    if (saved.isEmpty() || (!isPublished && plan.source() != OffsetSource.POLICY)) {
      return plan; // no checkpoint of this log is of a later frame
    }
    FrameLogRange log = new FrameLogRange(partition, plan.first(), plan.end(), false);
    try (TopicRanges open = ranges.get()) {
      CheckpointOffsetRecovery progress = new CheckpointOffsetRecovery(open, log);
      CheckpointOffsetRecovery.CheckpointedOffset found =
          progress.find(saved, isPublished ? plan.next() : log.first(), isPublished);
      if (found.isOther() && !isPublished) {
        return new RestorePlan(plan.metadata(), log, log.first(), OffsetSource.NEW_LOG);
      }
      OptionalLong next = found.next();
      return next.isEmpty() || (isPublished && next.getAsLong() <= plan.next())
          ? plan
          : new RestorePlan(plan.metadata(), log, next.getAsLong(), plan.source());
    }
  }

  private boolean hasCheckpoints(TopicPartition frames) throws InterruptedException {
    TopicPartition partition = new TopicPartition(topics.checkpoints(), frames.partition());
    return watermarks.of(Set.of(partition)).getOrDefault(partition, 0L) > 0;
  }
}
