package io.framecast.console.follow;

import io.framecast.topics.Prediction;
import io.framecast.topics.Source;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The streams that had frames of late, within a bound of streams and one of memory: beyond the
 * first the one without frames for longest is forgotten, beyond the second only its newest shot is
 * kept.
 */
public final class Reels {
  static final int MOST_STREAMS = 2_000;

  private final long mostMemory;
  private final Map<String, Reel> byId = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<Integer, Reel> byNumber = new HashMap<>();
  private final Map<String, Source> ends =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Source> eldest) {
          return size() > MOST_STREAMS;
        }
      };
  private long memory;
  private long forgotten;
  private long changes;
  private int numbers;
  private long serials;

  /**
   * None yet.
   *
   * @param mostMemory characters of pictures
   */
  Reels(long mostMemory) {
    this.mostMemory = mostMemory;
  }

  /**
   * A stream's name and number.
   *
   * @param n stays as long as the stream is followed
   */
  @Serdeable
  public record Listed(int n, String id) {}

  /** A frame has been answered. */
  void add(Accepted frame, Prediction prediction, long latency, @Nullable Double skill) {
    if (isOver(prediction)) {
      return;
    }
    Reel reel = byId.get(prediction.stream());
    if (reel == null) {
      reel = begin(prediction.stream());
    }
    // nothing was predicted for a stream's first frame, nor for one that follows filled ones
    boolean fresh = prediction.framesSeen() == 1 || prediction.filled() > 0;
    Shot shot =
        new Shot(
            reel.n(),
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
            fresh ? null : reel.next());
    memory -= reel.size();
    reel.add(shot, Picture.of(prediction.contentType(), prediction.value()));
    memory += reel.size();
    bound();
  }

  private Reel begin(String id) {
    Reel reel = new Reel(++numbers, id);
    byId.put(id, reel);
    byNumber.put(reel.n(), reel);
    changes++;
    if (byId.size() > MOST_STREAMS) {
      forgotten++;
      remove(byId.keySet().iterator().next());
    }
    return reel;
  }

  private void bound() {
    Iterator<Reel> idle = byId.values().iterator();
    while (memory > mostMemory && idle.hasNext()) {
      Reel reel = idle.next();
      memory -= reel.size();
      reel.shorten();
      memory += reel.size();
    }
    while (memory > mostMemory && byId.size() > 1) {
      forgotten++;
      remove(byId.keySet().iterator().next());
    }
  }

  /** A stream has ended with this record; answers to its frames before that may still come. */
  void end(String id, Source end) {
    ends.put(id, end);
    remove(id);
  }

  private boolean isOver(Prediction prediction) {
    Source end = ends.get(prediction.stream());
    Source frame = prediction.source();
    return end != null && end.partition() == frame.partition() && end.offset() > frame.offset();
  }

  private void remove(String id) {
    Reel reel = byId.remove(id);
    if (reel != null) {
      byNumber.remove(reel.n());
      memory -= reel.size();
      changes++;
    }
  }

  /** Whether the shot is here that the score is of. */
  boolean score(String id, int partition, long offset, @Nullable Double skill) {
    Reel reel = byId.get(id);
    return reel != null && reel.score(partition, offset, skill);
  }

  @Nullable Reel reel(int n) {
    return byNumber.get(n);
  }

  /** By name. */
  List<Listed> list() {
    return byId.values().stream()
        .map(reel -> new Listed(reel.n(), reel.id()))
        .sorted(Comparator.comparing(Listed::id))
        .toList();
  }

  /** Rises when streams come or go. */
  long changes() {
    return changes;
  }

  /** How often a stream had to go for others. */
  long forgotten() {
    return forgotten;
  }
}
