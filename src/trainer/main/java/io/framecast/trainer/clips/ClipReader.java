package io.framecast.trainer.clips;

import io.framecast.frames.Limits;
import io.framecast.topics.Source;
import io.framecast.trainer.log.LogReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Clips from the frames topic; nothing is copied anywhere. */
public final class ClipReader {
  /** A clip that is not whole after so many records of its partition is given up. */
  private static final int MOST_RECORDS = 20_000;

  private final LogReader log;
  private final String topic;
  private final ClipDecoder darkroom;

  /**
   * A reader.
   *
   * @param channels of the network that is to see them
   */
  public ClipReader(LogReader log, String topic, Limits limits, int channels) {
    this.log = log;
    this.topic = topic;
    this.darkroom = new ClipDecoder(limits, channels);
  }

  public ClipDecoder darkroom() {
    return darkroom;
  }

  /** All clips of these streams that lie within these stretches. */
  public void cut(List<OffsetRange> spans, Predicate<String> streams, Consumer<LoggedClip> out) {
    for (OffsetRange span : spans) {
      ClipExtractor cutter = new ClipExtractor(darkroom, streams, out);
      log.read(
          new TopicPartition(topic, span.partition()),
          span.from(),
          span.to(),
          record -> {
            cutter.take(record);
            return true;
          });
    }
  }

  /**
   * The clips that begin at these places, in this order; those that the log no longer holds are
   * missing.
   */
  public List<LoggedClip> at(List<Source> places) {
    Map<Source, LoggedClip> found = new TreeMap<>(IN_THE_LOG);
    for (Source place : places) {
      LoggedClip clip = first(place, Long.MAX_VALUE, stream -> true);
      if (clip != null && clip.first().equals(place)) {
        found.put(place, clip);
      }
    }
    return places.stream().filter(found::containsKey).map(found::get).toList();
  }

  /**
   * Clips of these streams from places in these stretches that are drawn evenly, a clip at most
   * once: a reservoir that needs no memory, for the log is one.
   */
  public List<LoggedClip> sample(
      List<OffsetRange> spans, Predicate<String> streams, int count, long seed) {
    long length = spans.stream().mapToLong(OffsetRange::length).sum();
    Map<Source, LoggedClip> found = new TreeMap<>(IN_THE_LOG);
    SplittableRandom random = new SplittableRandom(seed);
    for (int draw = 0; length > 0 && draw < count; draw++) {
      long at = random.nextLong(length);
      for (OffsetRange span : spans) {
        if (at < span.length()) {
          LoggedClip clip =
              first(new Source(topic, span.partition(), span.from() + at), span.to(), streams);
          if (clip != null) {
            found.put(clip.first(), clip);
          }
          break;
        }
        at -= span.length();
      }
    }
    return List.copyOf(found.values());
  }

  private static final Comparator<Source> IN_THE_LOG =
      Comparator.comparing(Source::topic)
          .thenComparing(Source::partition)
          .thenComparing(Source::offset);

  /** The first clip of the stream, of those wanted, whose frame comes first from there on. */
  private @Nullable LoggedClip first(Source place, long to, Predicate<String> wanted) {
    List<LoggedClip> found = new ArrayList<>();
    String[] only = new String[1];
    ClipExtractor cutter =
        new ClipExtractor(
            darkroom,
            stream -> {
              if (only[0] == null && wanted.test(stream)) {
                only[0] = stream;
              }
              return stream.equals(only[0]);
            },
            found::add);
    log.read(
        new TopicPartition(place.topic(), place.partition()),
        place.offset(),
        Math.min(to, place.offset() + MOST_RECORDS),
        record -> {
          cutter.take(record);
          return found.isEmpty();
        });
    return found.isEmpty() ? null : found.get(0);
  }
}
