package io.framecast.predictor.offsets;

import io.framecast.predictor.offsets.KnownOffset.Trust;
import io.framecast.predictor.offsets.PublishedProgress.Found;
import io.framecast.predictor.offsets.RestorePlan.Source;
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
 * Decides where partitions go on: at the committed offset, where the log holds it and has not lost
 * frames before it. An offset that is lost (a group that was unused for long, an unclean election,
 * a topic made again) is found again in what was published, so no frame is answered twice and no
 * stream begins again.
 */
public final class RestorePlanner {
  private static final Logger LOG = LoggerFactory.getLogger(RestorePlanner.class);

  private final Consumer<byte[], byte[]> input;
  private final Supplier<TopicRanges> ranges;
  private final HighWatermarks watermarks;
  private final Topics topics;
  private final boolean beginsAtTheEnd;
  private final CommittedOffsets offsets;
  private final ProgressSearch search;
  private final Map<TopicPartition, KnownOffset> searched = new HashMap<>();
  private final Set<TopicPartition> warned = new HashSet<>();

  /**
   * Of one member.
   *
   * @param input its consumer
   * @param reader makes a consumer of no group that polls so many records, to read what was
   *     published
   * @param beginsAtTheEnd where nothing says how far a partition was answered, else at the
   *     beginning
   * @param background reads what was published
   */
  public RestorePlanner(
      Consumer<byte[], byte[]> input,
      IntFunction<Consumer<byte[], byte[]>> reader,
      HighWatermarks watermarks,
      Topics topics,
      boolean beginsAtTheEnd,
      Executor background) {
    this.input = input;
    this.ranges = () -> new TopicRanges(reader, watermarks);
    this.watermarks = watermarks;
    this.topics = topics;
    this.beginsAtTheEnd = beginsAtTheEnd;
    this.offsets = new CommittedOffsets(input);
    this.search = new ProgressSearch(background, ranges, topics);
  }

  /**
   * The broker says that the log is not what it was: a committed offset that it holds proves
   * nothing by itself.
   */
  public void doubt(Collection<TopicPartition> partitions) {
    offsets.doubt(partitions);
  }

  /** These are to be planned again: what is being searched for them is out of date. */
  public void forget(Collection<TopicPartition> partitions) {
    if (searched.keySet().removeAll(partitions) && searched.isEmpty()) {
      search.cancel();
    }
  }

  /** The plans of these partitions are carried out and committed. */
  public void settled(Collection<TopicPartition> partitions) {
    offsets.settled(partitions);
    warned.removeAll(partitions);
  }

  /**
   * Plans these partitions, or some of them: the others are to be asked for again. Takes no longer
   * than a few questions to the broker.
   *
   * @param partitions all that are not planned yet
   * @throws KafkaException when the broker does not answer; to be called again
   */
  public Map<TopicPartition, RestorePlan> plan(Set<TopicPartition> partitions)
      throws InterruptedException {
    searched.keySet().retainAll(partitions);
    Set<TopicPartition> unasked = new HashSet<>(partitions);
    unasked.removeAll(searched.keySet());
    Map<TopicPartition, RestorePlan> plans = new HashMap<>();
    Map<TopicPartition, KnownOffset> shortened = new HashMap<>();
    Map<TopicPartition, KnownOffset> unknown = new HashMap<>();
    for (KnownOffset known : unasked.isEmpty() ? List.<KnownOffset>of() : offsets.ask(unasked)) {
      TopicPartition partition = known.log().partition();
      OffsetAndMetadata offset = known.committed();
      if (offset == null || known.trust() == Trust.LOST || known.trust() == Trust.IN_DOUBT) {
        unknown.put(partition, known);
      } else if (known.trust() == Trust.SHORTENED) {
        shortened.put(partition, known);
        plans.put(partition, planAt(offset, known, Source.SHORTENED_LOG));
      } else {
        plans.put(partition, planAt(offset, known, Source.COMMITTED));
      }
    }
    warn(shortened);
    // what may take longer holds up no partition of which all is known
    if (!plans.isEmpty()) {
      return plans;
    }
    if (searched.isEmpty() && !unknown.isEmpty()) {
      searched.putAll(unknown);
      search.begin(unknown.values().stream().map(KnownOffset::log).toList());
    }
    return planSearched();
  }

  private static RestorePlan planAt(OffsetAndMetadata offset, KnownOffset known, Source source) {
    FrameLogRange log = known.log();
    return new RestorePlan(
        known.position(), log.first(), log.end(), offset.offset(), source, offset.leaderEpoch());
  }

  private Map<TopicPartition, RestorePlan> planSearched() throws InterruptedException {
    Map<TopicPartition, Found> found;
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
      RestorePlan plan = planFound(found.getOrDefault(partition, Found.NOTHING), known);
      plans.put(partition, plan);
      boolean isLost = known.committed() != null || plan.source() != Source.POLICY;
      if (isLost || hasCheckpoints(partition)) {
        lost.put(partition, known);
      }
    }
    warn(lost);
    return plans;
  }

  private void warn(Map<TopicPartition, KnownOffset> lost) {
    Map<String, String> found = new TreeMap<>(); // instead of an offset that can be used
    lost.forEach(
        (partition, known) -> {
          if (warned.add(partition)) { // the same plan may have to be made again
            found.put(partition.toString(), known.describe());
          }
        });
    if (!found.isEmpty()) {
      LOG.warn(
          "expected a committed offset of group {} that the log holds, found {}: it is taken from"
              + " what the log still holds, from what was published and from checkpoints",
          input.groupMetadata().groupId(),
          found);
    }
  }

  private RestorePlan planFound(Found found, KnownOffset known) {
    FrameLogRange log = known.log();
    OffsetAndMetadata offset = known.committed();
    CommitMetadata position = known.position();
    if (found.isNew()) {
      return new RestorePlan(position, log, log.first(), Source.NEW_LOG);
    }
    if (found.next().isPresent()) {
      // an answered frame has a stream: where no checkpoint is left, the log is replayed
      CommitMetadata told =
          position.streams() > 0 ? position : new CommitMetadata(position.replay(), 1);
      Source source = found.isShortened() ? Source.SHORTENED_LOG : Source.PUBLISHED;
      return new RestorePlan(told, log, found.next().getAsLong(), source);
    }
    if (offset != null && known.trust() == Trust.IN_DOUBT) {
      return new RestorePlan(position, log, offset.offset(), Source.COMMITTED);
    }
    boolean isBefore = offset != null && offset.offset() < log.first();
    long next = beginsAtTheEnd && !isBefore ? log.end() : log.first();
    return new RestorePlan(position, log, next, Source.POLICY);
  }

  /**
   * Corrects a plan by what the checkpoints say, now that all of them are read: they may be of
   * later frames than what else is known to be answered, or of another log.
   *
   * @throws KafkaException when the broker does not answer; to be planned again
   */
  public RestorePlan withCheckpoints(
      TopicPartition partition, RestorePlan plan, List<SavedStream> saved) {
    boolean isPublished = plan.source() == Source.PUBLISHED;
    if (saved.isEmpty() || (!isPublished && plan.source() != Source.POLICY)) {
      return plan; // no checkpoint of this log is of a later frame
    }
    FrameLogRange log = new FrameLogRange(partition, plan.first(), plan.end(), false);
    try (TopicRanges open = ranges.get()) {
      CheckpointedProgress progress = new CheckpointedProgress(open, log);
      CheckpointedProgress.Found found =
          progress.find(saved, isPublished ? plan.next() : log.first(), isPublished);
      if (found.isOther() && !isPublished) {
        return new RestorePlan(plan.position(), log, log.first(), Source.NEW_LOG);
      }
      OptionalLong next = found.next();
      return next.isEmpty() || (isPublished && next.getAsLong() <= plan.next())
          ? plan
          : new RestorePlan(plan.position(), log, next.getAsLong(), plan.source());
    }
  }

  private boolean hasCheckpoints(TopicPartition frames) throws InterruptedException {
    TopicPartition partition = new TopicPartition(topics.checkpoints(), frames.partition());
    return watermarks.of(Set.of(partition)).getOrDefault(partition, 0L) > 0;
  }
}
