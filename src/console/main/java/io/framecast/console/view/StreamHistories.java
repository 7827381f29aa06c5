package io.framecast.console.view;

import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The histories of recent streams, with a limit on their number and one on memory. Above the first
 * limit the least recent stream is evicted. Above the second it keeps only its newest pair.
 */
public final class StreamHistories {
  static final int MOST_STREAMS = 2_000;

  private final long mostMemory;

  /** No cache: exactly the least recent stream is evicted or loses its images. */
  private final Map<String, StreamHistory> byId = new LinkedHashMap<>(64, 0.75f, true);

  private final Map<Integer, StreamHistory> byNumber = new HashMap<>();

  /** No cache: the newest ends are the ones that are still needed, however often others are. */
  private final Map<String, RecordPosition> ends =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RecordPosition> eldest) {
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
  }

  /**
   * A stream's number and id.
   *
   * @param n the number, constant while the stream is followed
   */
  @Serdeable
  public record ListedStream(int n, String id) {}

  /**
   * A frame that waits for its prediction; only a prediction shows that it was accepted.
   *
   * @param at the time of the append
   * @param sequence null when the frame carries none
   */
  record PendingFrame(long at, @Nullable Long sequence, EncodedImage picture) {}

  /** Adds a frame and its prediction. */
  void add(PendingFrame frame, Prediction prediction, long latency, @Nullable Double skill) {
    if (isOver(prediction)) {
      return;
    }
    StreamHistory stream = byId.get(prediction.stream());
    if (stream == null) {
      stream = begin(prediction.stream());
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

  private StreamHistory begin(String id) {
    StreamHistory stream = new StreamHistory(++numbers, id);
    byId.put(id, stream);
    byNumber.put(stream.n(), stream);
    changes++;
    if (byId.size() > MOST_STREAMS) {
      evictions++;
      remove(byId.keySet().iterator().next());
    }
    return stream;
  }

  private void enforceLimits() {
    Iterator<StreamHistory> idle = byId.values().iterator();
    while (memory > mostMemory && idle.hasNext()) {
      StreamHistory stream = idle.next();
      memory -= stream.size();
      stream.keepNewest();
      memory += stream.size();
    }
    while (memory > mostMemory && byId.size() > 1) {
      evictions++;
      remove(byId.keySet().iterator().next());
    }
  }

  /** Ends a stream at this record; predictions of earlier frames may still arrive. */
  void end(String id, RecordPosition end) {
    ends.put(id, end);
    remove(id);
  }

  private boolean isOver(Prediction prediction) {
    RecordPosition end = ends.get(prediction.stream());
    RecordPosition frame = prediction.source();
    return end != null && end.partition() == frame.partition() && end.offset() > frame.offset();
  }

  private void remove(String id) {
    StreamHistory stream = byId.remove(id);
    if (stream != null) {
      byNumber.remove(stream.n());
      memory -= stream.size();
      changes++;
    }
  }

  /** Sets the score of a pair; returns whether the pair is here. */
  boolean setScore(String id, int partition, long offset, @Nullable Double skill) {
    StreamHistory stream = byId.get(id);
    return stream != null && stream.setScore(partition, offset, skill);
  }

  @Nullable StreamHistory stream(int n) {
    return byNumber.get(n);
  }

  /** Returns the streams, sorted by id. */
  List<ListedStream> list() {
    return byId.values().stream()
        .map(stream -> new ListedStream(stream.n(), stream.id()))
        .sorted(Comparator.comparing(ListedStream::id))
        .toList();
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
