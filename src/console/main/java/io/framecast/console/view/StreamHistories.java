package io.framecast.console.view;

import io.framecast.frames.FrameHeaders;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The histories of recent streams, with a limit on their number and one on memory. Above the first
 * limit the least recent stream is evicted. Above the second it keeps only its newest pair.
 *
 * <p>A predictor keeps a state for each key of each partition. Producers with different
 * partitioners send one key to two partitions, and there are two histories.
 */
public final class StreamHistories {
  static final int MOST_STREAMS = 2_000;

  /** Forecasts may use one in so many bytes; pairs may use what they leave. */
  private static final int FORECAST_SHARE = 4;

  private final long mostMemory;
  private final RecentForecasts forecasts;

  /** No cache: exactly the least recent stream is evicted or loses its images. */
  private final Map<Key, StreamHistory> byKey = new LinkedHashMap<>(64, 0.75f, true);

  private final Map<Integer, StreamHistory> byNumber = new HashMap<>();

  /** No cache: the newest ends are the ones that are still needed, however often others are. */
  private final Map<Key, Long> ends =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
          return size() > MOST_STREAMS;
        }
      };

  private long memory;
  private long evictions;
  private long changes;
  private int numbers;
  private long serials;

  /**
   * Starts without streams.
   *
   * @param mostMemory the most characters of images
   */
  StreamHistories(long mostMemory) {
    this.mostMemory = mostMemory;
    this.forecasts = new RecentForecasts(mostMemory / FORECAST_SHARE);
  }

  /** A stream's partition and id. */
  record Key(int partition, String id) {}

  /**
   * A stream in the list.
   *
   * @param n the number, constant while the stream is followed
   * @param alsoIn the other partitions with a stream of this id
   */
  @Serdeable
  public record ListedStream(int n, String id, int partition, List<Integer> alsoIn) {}

  /**
   * A frame that has a prediction.
   *
   * @param at the time of the append
   * @param sequence null when the frame carries none
   */
  record AcceptedFrame(long at, @Nullable Long sequence, EncodedImage picture) {}

  /** Adds a frame and its prediction. */
  void add(AcceptedFrame frame, Prediction prediction, long latency, @Nullable Double skill) {
    if (isOver(prediction)) {
      return;
    }
    Key key = new Key(prediction.source().partition(), prediction.stream());
    StreamHistory stream = byKey.get(key);
    if (stream == null) {
      stream = begin(key);
    }
    // a stream's first frame has no prediction, nor has a frame after filled ones
    boolean isFirst = prediction.framesSeen() == 1 || prediction.filled() > 0;
    FramePair pair =
        new FramePair(
            stream.n(),
            ++serials,
            frame.at(),
            prediction.source().partition(),
            prediction.source().offset(),
            frame.sequence(),
            prediction.model(),
            prediction.framesSeen(),
            skill,
            latency,
            frame.picture(),
            isFirst ? null : stream.next());
    memory -= stream.size();
    stream.add(pair, EncodedImage.of(prediction.contentType(), prediction.value()));
    memory += stream.size();
    enforceLimits();
  }

  private StreamHistory begin(Key key) {
    StreamHistory stream = new StreamHistory(++numbers, key);
    byKey.put(key, stream);
    byNumber.put(stream.n(), stream);
    changes++;
    if (byKey.size() > MOST_STREAMS) {
      evictions++;
      remove(byKey.keySet().iterator().next());
    }
    return stream;
  }

  /**
   * Adds a forecast, which may arrive before its frame.
   *
   * @throws InvalidRecordException for a prediction of the next frame, or of a lead above the
   *     largest
   */
  void addForecast(Prediction forecast) {
    int lead = forecast.horizon();
    if (lead < 2 || lead > LeadSkills.MOST_LEADS) {
      throw new InvalidRecordException(
          String.format(
              Locale.ROOT,
              "expected header %s from 2 to %d, found %d",
              FrameHeaders.HORIZON,
              LeadSkills.MOST_LEADS,
              lead));
    }
    if (!isOver(forecast)) {
      forecasts.add(new Key(forecast.source().partition(), forecast.stream()), forecast);
      enforceLimits();
    }
  }

  /** Returns the forecasts after a recent frame of a stream, the newest that has any, or null. */
  @Nullable PublishedForecasts forecasts(int n) {
    StreamHistory stream = byNumber.get(n);
    List<Prediction> newest = stream == null ? null : forecasts.newest(stream.key());
    if (stream == null || newest == null) {
      return null;
    }
    long offset = newest.get(0).source().offset();
    // older ones are of a predictor that publishes no more forecasts
    return stream.isRecent(offset) ? PublishedForecasts.of(stream.next(offset), newest) : null;
  }

  private void enforceLimits() {
    Iterator<StreamHistory> idle = byKey.values().iterator();
    while (isOverLimit() && idle.hasNext()) {
      StreamHistory stream = idle.next();
      memory -= stream.size();
      stream.keepNewest();
      memory += stream.size();
    }
    while (isOverLimit() && byKey.size() > 1) {
      evictions++;
      remove(byKey.keySet().iterator().next());
    }
  }

  private boolean isOverLimit() {
    return memory + forecasts.size() > mostMemory;
  }

  /** Ends a stream at this record; predictions of earlier frames may still arrive. */
  void end(String id, RecordPosition end) {
    Key key = new Key(end.partition(), id);
    ends.put(key, end.offset());
    remove(key);
  }

  private boolean isOver(Prediction prediction) {
    RecordPosition frame = prediction.source();
    Long end = ends.get(new Key(frame.partition(), prediction.stream()));
    return end != null && end > frame.offset();
  }

  private void remove(Key key) {
    forecasts.remove(key);
    StreamHistory stream = byKey.remove(key);
    if (stream != null) {
      byNumber.remove(stream.n());
      memory -= stream.size();
      changes++;
    }
  }

  /** Sets the score of a pair; returns whether the pair is here. */
  boolean setScore(String id, int partition, long offset, @Nullable Double skill) {
    StreamHistory stream = byKey.get(new Key(partition, id));
    return stream != null && stream.setScore(offset, skill);
  }

  @Nullable StreamHistory stream(int n) {
    return byNumber.get(n);
  }

  /** Returns the streams, sorted by id and partition. */
  List<ListedStream> list() {
    Map<String, List<Integer>> partitions = new HashMap<>();
    byKey
        .keySet()
        .forEach(
            key ->
                partitions.computeIfAbsent(key.id(), id -> new ArrayList<>()).add(key.partition()));
    return byNumber.values().stream()
        .map(stream -> listed(stream, partitions.getOrDefault(stream.key().id(), List.of())))
        .sorted(Comparator.comparing(ListedStream::id).thenComparing(ListedStream::partition))
        .toList();
  }

  /** Returns a stream as it is in the list, null for an unknown one. */
  @Nullable ListedStream listed(int n) {
    StreamHistory stream = byNumber.get(n);
    if (stream == null) {
      return null;
    }
    String id = stream.key().id();
    return listed(
        stream,
        byKey.keySet().stream().filter(key -> key.id().equals(id)).map(Key::partition).toList());
  }

  private static ListedStream listed(StreamHistory stream, List<Integer> partitions) {
    Key key = stream.key();
    return new ListedStream(
        stream.n(),
        key.id(),
        key.partition(),
        partitions.stream().filter(other -> other != key.partition()).sorted().toList());
  }

  /** Returns a number that rises when a stream is added or removed. */
  long changes() {
    return changes;
  }

  /** Returns how many streams were evicted for others. */
  long evictions() {
    return evictions;
  }
}
