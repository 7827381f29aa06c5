package io.framecast.trainer.service;

import io.framecast.frames.Limits;
import io.framecast.topics.Source;
import io.framecast.trainer.clips.BalancedClipSampler;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.HoldoutSplit;
import io.framecast.trainer.clips.LoggedClip;
import io.framecast.trainer.clips.OffsetRange;
import io.framecast.trainer.log.LogReader;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.StatefulBatchSampler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What the log holds for a round that would begin now. */
final class ClipSelector {
  /** Clips that a challenger is judged by, the newest ones. */
  private static final int MOST_JUDGED = 200;

  /** Older clips; a few hundred tell what the past was like. */
  private static final int RESERVOIR = 200;

  private static final long MOST_BYTES = 256L << 20;

  private final LogReader log;
  private final ClipReader clips;
  private final Settings settings;

  ClipSelector(LogReader log, ClipReader clips, Settings settings) {
    this.log = log;
    this.clips = clips;
    this.settings = settings;
  }

  private String topic() {
    return settings.topics().frames();
  }

  HoldoutSplit split() {
    return new HoldoutSplit(settings.rounds().heldOut());
  }

  /** The newest stretches: of frames no older than that, and no more than are to be looked at. */
  List<OffsetRange> newest(long sinceMillis) {
    Map<TopicPartition, Long> ends = log.ends(topic());
    Map<TopicPartition, Long> since = log.since(topic(), sinceMillis);
    long most = most(ends.size());
    List<OffsetRange> spans = new ArrayList<>();
    ends.forEach(
        (partition, end) -> {
          long from = Math.max(since.getOrDefault(partition, 0L), end - most);
          if (from < end) {
            spans.add(new OffsetRange(partition.partition(), from, end));
          }
        });
    spans.sort(Comparator.comparingInt(OffsetRange::partition));
    return spans;
  }

  /** From where these stretches begin to where the log ends now. */
  List<OffsetRange> since(List<OffsetRange> spans) {
    Map<TopicPartition, Long> ends = log.ends(topic());
    long most = most(ends.size());
    List<OffsetRange> longer = new ArrayList<>();
    for (OffsetRange span : spans) {
      long end = ends.getOrDefault(partition(span), span.to());
      longer.add(new OffsetRange(span.partition(), Math.max(span.from(), end - most), end));
    }
    return longer;
  }

  /** How many fresh clips a round over these stretches would have. */
  int fresh(List<OffsetRange> spans) {
    BalancedClipSampler fresh = new BalancedClipSampler(settings.rounds().sequences(), MOST_BYTES);
    clips.cut(spans, split()::isForTraining, fresh);
    return fresh.clips().size();
  }

  /** Clips of streams that nobody learned from. */
  List<LoggedClip> heldOut(List<OffsetRange> spans) {
    BalancedClipSampler newest = new BalancedClipSampler(MOST_JUDGED, MOST_BYTES);
    clips.cut(spans, split()::isHeldOut, newest);
    return newest.clips();
  }

  /** Clips of any stream. */
  List<LoggedClip> all(List<OffsetRange> spans) {
    BalancedClipSampler newest = new BalancedClipSampler(MOST_JUDGED, MOST_BYTES);
    clips.cut(spans, stream -> true, newest);
    return newest.clips();
  }

  /** The manifest of a round over these stretches, and older clips of what lies before them. */
  Manifest manifest(List<OffsetRange> fresh, String parent, long seed) {
    Map<TopicPartition, Long> beginnings = log.beginnings(topic());
    List<OffsetRange> old = new ArrayList<>();
    for (OffsetRange span : fresh) {
      long beginning = beginnings.getOrDefault(partition(span), span.from());
      if (beginning < span.from()) {
        old.add(new OffsetRange(span.partition(), beginning, span.from()));
      }
    }
    List<String> reservoir =
        clips.sample(old, split()::isForTraining, RESERVOIR, seed).stream()
            .map(LoggedClip::first)
            .map(Source::toString)
            .toList();
    Settings.Rounds rounds = settings.rounds();
    Limits limits = settings.limits();
    return new Manifest(
        topic(),
        fresh,
        reservoir,
        parent,
        seed,
        Math.max(1, rounds.sequences() / StatefulBatchSampler.COUNT),
        rounds.rate(),
        rounds.threads(),
        rounds.sequences(),
        rounds.heldOut(),
        limits.maxHeight(),
        limits.maxWidth(),
        limits.maxBytes());
  }

  /** How many of a partition's newest records are looked at. */
  private long most(int partitions) {
    return Math.max(1, settings.rounds().records() / partitions);
  }

  private TopicPartition partition(OffsetRange span) {
    return new TopicPartition(topic(), span.partition());
  }
}
