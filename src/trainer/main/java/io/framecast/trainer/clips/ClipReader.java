package io.framecast.trainer.clips;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.framecast.frames.FrameLimits;
import io.framecast.topics.HeaderText;
import io.framecast.topics.RecordPosition;
import io.framecast.trainer.clips.LoggedClip.EncodedFrame;
import io.framecast.trainer.log.RecordLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds clips in the frames topic and fetches their frames; it copies nothing elsewhere. */
public final class ClipReader {
  /** A search for one clip gives up after so many records of the partition. */
  private static final int MAX_RECORDS = 20_000;

  private final RecordLog log;
  private final String topic;
  private final ClipDecoder decoder;

  /**
   * Reads clips for one network.
   *
   * @param channels of that network
   */
  public ClipReader(RecordLog log, String topic, FrameLimits limits, int channels) {
    this.log = log;
    this.topic = topic;
    this.decoder = new ClipDecoder(limits, channels);
  }

  /** Returns the decoder for the frames of the clips. */
  public ClipDecoder decoder() {
    return decoder;
  }

  /** Indexes the clips of all streams in these ranges, in one pass. */
  public ClipIndex index(List<OffsetRange> ranges) {
    return new ClipIndex(log, topic, decoder, ranges, StreamShare.ALL);
  }

  /**
   * Indexes the clips of a share of the streams in these ranges, and reads only what is new where a
   * known index of that share begins at the same offsets.
   */
  public ClipIndex index(@Nullable ClipIndex known, List<OffsetRange> ranges, StreamShare share) {
    if (known == null || !known.isStartOf(ranges, share)) {
      return new ClipIndex(log, topic, decoder, ranges, share);
    }
    known.extend(ranges);
    return known;
  }

  /** Returns the clips that begin at these places, in this order, without those that are gone. */
  public List<IndexedClip> find(List<RecordPosition> places) {
    List<IndexedClip> found = new ArrayList<>();
    for (RecordPosition place : places) {
      IndexedClip clip = findFirst(place, Long.MAX_VALUE, stream -> true);
      if (clip != null && clip.first().equals(place)) {
        found.add(clip);
      }
    }
    return found;
  }

  /**
   * Draws places in these ranges evenly, and returns the clip that follows each, every clip once.
   * So the log itself is the reservoir of older clips, and needs no memory.
   */
  public List<IndexedClip> sample(
      List<OffsetRange> ranges, Predicate<String> streams, int count, long seed) {
    long length = ranges.stream().mapToLong(OffsetRange::length).sum();
    Map<RecordPosition, IndexedClip> found =
        new TreeMap<>(comparing(RecordPosition::partition).thenComparing(RecordPosition::offset));
    SplittableRandom random = new SplittableRandom(seed);
    for (int draw = 0; length > 0 && draw < count; draw++) {
      long at = random.nextLong(length);
      for (OffsetRange range : ranges) {
        if (at < range.length()) {
          RecordPosition place = new RecordPosition(topic, range.partition(), range.from() + at);
          IndexedClip clip = findFirst(place, range.to(), streams);
          if (clip != null) {
            found.put(clip.first(), clip);
          }
          break;
        }
        at -= range.length();
      }
    }
    return List.copyOf(found.values());
  }

  /** Returns the first clip of the wanted stream whose record comes first from that place on. */
  private @Nullable IndexedClip findFirst(RecordPosition place, long to, Predicate<String> wanted) {
    FirstClip first = new FirstClip(decoder, wanted);
    log.read(
        new TopicPartition(place.topic(), place.partition()),
        place.offset(),
        Math.min(to, place.offset() + MAX_RECORDS),
        first::accept);
    return first.clip;
  }

  /** Follows the first wanted stream that it meets, until it has a clip of it. */
  private static final class FirstClip {
    private final ClipExtractor extractor;
    private @Nullable String stream;
    private @Nullable IndexedClip clip;

    FirstClip(ClipDecoder decoder, Predicate<String> wanted) {
      extractor =
          new ClipExtractor(
              decoder,
              name -> {
                if (stream == null && wanted.test(name)) {
                  stream = name;
                }
                return name.equals(stream);
              });
    }

    boolean accept(ConsumerRecord<byte[], byte[]> record) {
      clip = extractor.accept(record);
      return clip == null;
    }
  }

  /**
   * Fetches the frames of these clips and nothing else; returns the clips in their order, without
   * those that the log no longer holds.
   */
  public List<LoggedClip> load(List<IndexedClip> clips) {
    Map<RecordPosition, EncodedFrame> frames = new HashMap<>();
    clips.stream()
        .collect(groupingBy(IndexedClip::partition, TreeMap::new, toList()))
        .forEach((partition, all) -> frames.putAll(fetch(partition, all)));
    List<LoggedClip> loaded = new ArrayList<>();
    for (IndexedClip clip : clips) {
      List<EncodedFrame> found = new ArrayList<>();
      for (long offset : clip.offsets()) {
        EncodedFrame frame = frames.get(new RecordPosition(clip.topic(), clip.partition(), offset));
        if (frame != null) {
          found.add(frame);
        }
      }
      if (found.size() == clip.offsets().size()) {
        loaded.add(new LoggedClip(clip, found));
      }
    }
    return loaded;
  }

  private Map<RecordPosition, EncodedFrame> fetch(int partition, List<IndexedClip> clips) {
    Set<Long> offsets = new HashSet<>();
    clips.forEach(clip -> offsets.addAll(clip.offsets()));
    Map<RecordPosition, EncodedFrame> frames = new HashMap<>();
    for (OffsetRange range : OffsetRange.covering(partition, clips)) {
      log.read(
          new TopicPartition(topic, partition),
          range.from(),
          range.to(),
          record -> {
            if (offsets.contains(record.offset())) {
              String contentType = HeaderText.ofFrame(record).contentType();
              frames.put(RecordPosition.of(record), new EncodedFrame(record.value(), contentType));
            }
            return true;
          });
    }
    return frames;
  }
}
