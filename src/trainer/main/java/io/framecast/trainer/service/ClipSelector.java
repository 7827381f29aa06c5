package io.framecast.trainer.service;

import io.framecast.frames.FrameLimits;
import io.framecast.topics.RecordPosition;
import io.framecast.trainer.clips.BalancedClipSampler;
import io.framecast.trainer.clips.ClipIndex;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.HoldoutSplit;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.clips.OffsetRange;
import io.framecast.trainer.clips.StreamShare;
import io.framecast.trainer.log.RecordLog;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.StatefulBatchSampler;
import io.framecast.trainer.rounds.TrainingClips;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Selects the clips for training and for evaluation from the newest part of the frames log. */
final class ClipSelector {
  /** The most clips that an evaluation takes, the newest ones. */
  private static final int MAX_EVALUATED = 200;

  /** Older clips for a round; a few hundred represent the past. */
  private static final int RESERVOIR = 200;

  /** A stream with fewer frames has a whole clip only by chance. */
  private static final int MIN_FRAMES = 2 * IndexedClip.FRAMES;

  private static final int MAX_FRAMES = 16 * IndexedClip.FRAMES;

  /** The smallest share of streams, and how many times the records that it looks at. */
  private static final int MAX_ONE_IN = 16;

  /** The start of the newest frames moves by such a part of them. */
  private static final int STEPS = 4;

  private final RecordLog log;
  private final ClipReader clips;
  private final TrainerSettings settings;
  private StreamShare share = StreamShare.ALL;

  ClipSelector(RecordLog log, ClipReader clips, TrainerSettings settings) {
    this.log = log;
    this.clips = clips;
    this.settings = settings;
  }

  private String topic() {
    return settings.topics().frames();
  }

  private HoldoutSplit split() {
    return new HoldoutSplit(settings.rounds().heldOut());
  }

  /**
   * Indexes the newest frames from these offsets on, and no more than {@code round.records} of
   * them. Where a stream has too few frames among so many records, it looks at more records, and
   * decodes those of fewer streams.
   *
   * @param known an earlier index of the same frames, which is extended where that is possible
   * @param since offsets by partition, of which other partitions have no frames; null for any
   */
  ClipIndex newest(@Nullable ClipIndex known, @Nullable Map<TopicPartition, Long> since) {
    ClipIndex index = clips.index(known, newestRanges(since), share);
    while (index.framesPerStream() < MIN_FRAMES && isFull(index) && share.oneIn() < MAX_ONE_IN) {
      share = new StreamShare(2 * factor());
      index = clips.index(null, newestRanges(since), share);
    }
    if (index.framesPerStream() == 0 || index.framesPerStream() > MAX_FRAMES) {
      share = StreamShare.ALL; // there are fewer streams now: the next time begins with all
    }
    return index;
  }

  private int factor() {
    return Math.max(1, share.oneIn());
  }

  /** Whether the index has as many records as it may; else there are no others to look at. */
  private boolean isFull(ClipIndex index) {
    return index.records() >= (long) settings.rounds().records() * factor() / 2;
  }

  private List<OffsetRange> newestRanges(@Nullable Map<TopicPartition, Long> since) {
    Map<TopicPartition, Long> ends = log.ends(topic());
    Map<TopicPartition, Long> beginnings = log.beginnings(topic());
    long most = maxRecords(ends.size());
    long step = Math.max(1, most / STEPS);
    List<OffsetRange> ranges = new ArrayList<>();
    ends.forEach(
        (partition, end) -> {
          long beginning = beginnings.getOrDefault(partition, 0L);
          long asked = since == null ? beginning : since.getOrDefault(partition, end);
          // the start moves in steps: between them an index is extended and not made anew
          long newest = (Math.max(0, end - most) + step - 1) / step * step;
          long from = Math.max(Math.max(beginning, asked), newest);
          if (from < end) {
            ranges.add(new OffsetRange(partition.partition(), from, end));
          }
        });
    ranges.sort(Comparator.comparingInt(OffsetRange::partition));
    return ranges;
  }

  /** Returns the offset after the newest frame of every partition. */
  Map<TopicPartition, Long> ends() {
    return log.ends(topic());
  }

  /** Indexes the frames from where these ranges begin to the current end of the log. */
  ClipIndex toEnd(@Nullable ClipIndex known, List<OffsetRange> ranges) {
    Map<TopicPartition, Long> ends = log.ends(topic());
    long most = maxRecords(ends.size());
    List<OffsetRange> longer = new ArrayList<>();
    for (OffsetRange range : ranges) {
      long end = ends.getOrDefault(partition(range), range.to());
      longer.add(new OffsetRange(range.partition(), Math.max(range.from(), end - most), end));
    }
    return clips.index(known, longer, known == null ? share : known.share());
  }

  /** Selects the fresh clips that a round would train on; all have one size. */
  List<IndexedClip> fresh(ClipIndex index) {
    return new BalancedClipSampler(settings.rounds().sequences(), TrainingClips.MAX_BYTES)
        .sample(index.clips(split()::isForTraining));
  }

  /** Selects clips of streams that no round trains on. */
  List<IndexedClip> heldOut(ClipIndex index) {
    return evaluated(index.clips(split()::isHeldOut));
  }

  /** Selects clips of any stream. */
  List<IndexedClip> ofAllStreams(ClipIndex index) {
    return evaluated(index.clips(stream -> true));
  }

  private static List<IndexedClip> evaluated(List<IndexedClip> found) {
    return new BalancedClipSampler(MAX_EVALUATED, TrainingClips.MAX_BYTES).sample(found);
  }

  /**
   * A round that can begin.
   *
   * @param clips that it trains on, as they follow from the manifest
   */
  record PlannedRound(Manifest manifest, TrainingClips clips) {}

  /** Plans a round on these fresh frames, and on older clips of the log before them. */
  PlannedRound plan(ClipIndex fresh, String parent, long seed) {
    Map<TopicPartition, Long> beginnings = log.beginnings(topic());
    List<OffsetRange> old = new ArrayList<>();
    for (OffsetRange range : fresh.ranges()) {
      long beginning = beginnings.getOrDefault(partition(range), range.from());
      if (beginning < range.from()) {
        old.add(new OffsetRange(range.partition(), beginning, range.from()));
      }
    }
    List<IndexedClip> reservoir = clips.sample(old, split()::isForTraining, RESERVOIR, seed);
    Manifest manifest = manifest(fresh, reservoir, parent, seed);
    return new PlannedRound(
        manifest, TrainingClips.select(manifest, fresh.clips(split()::isForTraining), reservoir));
  }

  private Manifest manifest(
      ClipIndex fresh, List<IndexedClip> reservoir, String parent, long seed) {
    TrainerSettings.Rounds rounds = settings.rounds();
    FrameLimits limits = settings.limits();
    return new Manifest(
        topic(),
        fresh.ranges(),
        reservoir.stream().map(IndexedClip::first).map(RecordPosition::toString).toList(),
        parent,
        seed,
        Math.max(1, rounds.sequences() / StatefulBatchSampler.SLOTS),
        rounds.rate(),
        rounds.threads(),
        rounds.sequences(),
        rounds.heldOut(),
        limits.maxHeight(),
        limits.maxWidth(),
        limits.maxBytes(),
        fresh.share().oneIn());
  }

  /** Returns how many of a partition's newest records are indexed at most. */
  private long maxRecords(int partitions) {
    return Math.max(1, (long) settings.rounds().records() * factor() / partitions);
  }

  private TopicPartition partition(OffsetRange range) {
    return new TopicPartition(topic(), range.partition());
  }
}
