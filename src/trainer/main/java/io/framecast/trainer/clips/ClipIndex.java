package io.framecast.trainer.clips;

import io.framecast.trainer.log.RecordLog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Lists the clips of some offset ranges of the frames log. It reads every record once, and decodes
 * those of a share of the streams: {@link #extend} continues where the last pass ended. For one
 * thread.
 */
public final class ClipIndex {
  private final RecordLog log;
  private final String topic;
  private final StreamShare share;
  private final Map<Integer, Part> parts = new TreeMap<>();
  private final Set<String> streams = new HashSet<>();
  private long frames;

  /** One partition: what is indexed, and the clips that are still being built. */
  private static final class Part {
    final long from;
    final ClipExtractor extractor;
    final List<IndexedClip> clips = new ArrayList<>();
    long to;

    Part(long from, ClipExtractor extractor) {
      this.from = from;
      this.to = from;
      this.extractor = extractor;
    }
  }

  ClipIndex(
      RecordLog log,
      String topic,
      ClipDecoder decoder,
      List<OffsetRange> ranges,
      StreamShare share) {
    this.share = share;
    this.log = log;
    this.topic = topic;
    for (OffsetRange range : ranges) {
      ClipExtractor extractor = new ClipExtractor(decoder, this::isWanted);
      parts.put(range.partition(), new Part(range.from(), extractor));
    }
    extend(ranges);
  }

  private boolean isWanted(String stream) {
    if (!share.includes(stream)) {
      return false;
    }
    frames++;
    streams.add(stream);
    return true;
  }

  /** Whether {@link #extend} can continue to these ranges: they begin where this index begins. */
  boolean isStartOf(List<OffsetRange> ranges, StreamShare of) {
    return share.equals(of)
        && ranges.size() == parts.size()
        && ranges.stream().allMatch(this::isStartOf);
  }

  private boolean isStartOf(OffsetRange range) {
    Part part = parts.get(range.partition());
    return part != null && part.from == range.from() && part.to <= range.to();
  }

  /** Reads on to the ends of these ranges. */
  void extend(List<OffsetRange> ranges) {
    for (OffsetRange range : ranges) {
      Part part = parts.get(range.partition());
      if (part != null) {
        extend(part, range);
      }
    }
  }

  private void extend(Part part, OffsetRange range) {
    log.read(
        new TopicPartition(topic, range.partition()),
        part.to,
        range.to(),
        record -> {
          IndexedClip clip = part.extractor.accept(record);
          if (clip != null) {
            part.clips.add(clip);
          }
          part.to = record.offset() + 1; // a pass that fails is continued behind this record
          return true;
        });
    part.to = range.to();
  }

  /** Returns the indexed ranges, by partition. */
  public List<OffsetRange> ranges() {
    return parts.entrySet().stream()
        .map(e -> new OffsetRange(e.getKey(), e.getValue().from, e.getValue().to))
        .toList();
  }

  /** Returns the share of streams whose records are decoded. */
  public StreamShare share() {
    return share;
  }

  /** Returns how many records the ranges have. */
  public long records() {
    return parts.values().stream().mapToLong(part -> part.to - part.from).sum();
  }

  /** Returns how many frames a stream has in the ranges on average; 0 without any. */
  public double framesPerStream() {
    return streams.isEmpty() ? 0 : (double) frames / streams.size();
  }

  /** Returns what is indexed, for a message. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d records, with %,d frames of %,d streams%s",
        records(),
        frames,
        streams.size(),
        share.oneIn() < 2 ? "" : ", one in " + share.oneIn());
  }

  /** Returns the clips of these streams, partition by partition, in the order of the log. */
  public List<IndexedClip> clips(Predicate<String> streams) {
    return parts.values().stream()
        .flatMap(part -> part.clips.stream())
        .filter(clip -> streams.test(clip.stream()))
        .toList();
  }
}
