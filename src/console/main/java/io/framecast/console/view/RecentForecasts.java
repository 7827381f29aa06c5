package io.framecast.console.view;

import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The forecasts after the two newest frames of each recent stream, with a limit on their memory.
 * All streams have an equal share of it; of forecasts that exceed the share the first leads are
 * kept.
 */
final class RecentForecasts {
  /** The newest frame's forecasts may still be arriving, and those of the one before are whole. */
  private static final int MOST_SOURCES = 2;

  /** The approximate memory of a forecast without its image. */
  private static final int OVERHEAD = 512;

  private final long most;

  /** No cache: exactly the least recent stream is evicted. */
  private final Map<StreamHistories.Key, Deque<Source>> byStream =
      new LinkedHashMap<>(64, 0.75f, true);

  private long size;

  /**
   * Starts empty.
   *
   * @param most the largest sum of sizes
   */
  RecentForecasts(long most) {
    this.most = most;
  }

  /** The forecasts after one frame. */
  private static final class Source {
    private final RecordPosition frame;
    private final NavigableMap<Integer, Prediction> byLead = new TreeMap<>();
    private int end = Integer.MAX_VALUE;
    private long size;

    Source(RecordPosition frame) {
      this.frame = frame;
    }

    /** Adds a forecast, and removes the highest leads above this size; they are not kept again. */
    void add(Prediction forecast, long mostSize) {
      if (forecast.horizon() >= end) {
        return;
      }
      Prediction former = byLead.put(forecast.horizon(), forecast);
      size += sizeOf(forecast) - (former == null ? 0 : sizeOf(former));
      while (size > mostSize) {
        Map.Entry<Integer, Prediction> highest = byLead.pollLastEntry();
        end = highest.getKey();
        size -= sizeOf(highest.getValue());
      }
    }

    /** Returns the forecasts from lead 2 on, up to the first one that is not here. */
    List<Prediction> forecasts() {
      List<Prediction> forecasts = new ArrayList<>();
      for (Prediction forecast : byLead.values()) {
        if (forecast.horizon() != forecasts.size() + 2) {
          break;
        }
        forecasts.add(forecast);
      }
      return forecasts;
    }
  }

  private static long sizeOf(Prediction forecast) {
    return (long) forecast.value().length + OVERHEAD;
  }

  void add(StreamHistories.Key key, Prediction forecast) {
    Deque<Source> sources = byStream.computeIfAbsent(key, stream -> new ArrayDeque<>());
    Source source = source(sources, forecast.source());
    size -= source.size;
    source.add(forecast, most / MOST_SOURCES / byStream.size());
    size += source.size;
    while (byStream.size() > StreamHistories.MOST_STREAMS || size > most) {
      remove(byStream.keySet().iterator().next());
    }
  }

  /** Returns the forecasts after this frame, which replace those of the oldest one. */
  private Source source(Deque<Source> sources, RecordPosition frame) {
    for (Source known : sources) {
      if (known.frame.equals(frame)) {
        return known;
      }
    }
    if (sources.size() == MOST_SOURCES) {
      size -= sources.removeFirst().size;
    }
    Source begun = new Source(frame);
    sources.addLast(begun);
    return begun;
  }

  /**
   * Returns the forecasts after the newest frame of a stream that has any, from lead 2 on. While
   * they are fewer than those after the frame before, they may still be arriving, and the latter
   * are returned. Null without any.
   */
  @Nullable List<Prediction> newest(StreamHistories.Key key) {
    Deque<Source> sources = byStream.get(key);
    if (sources == null) {
      return null;
    }
    List<Prediction> newest = sources.getLast().forecasts();
    List<Prediction> before = sources.getFirst().forecasts();
    List<Prediction> chosen = newest.size() < before.size() ? before : newest;
    return chosen.isEmpty() ? null : chosen;
  }

  void remove(StreamHistories.Key key) {
    Deque<Source> sources = byStream.remove(key);
    if (sources != null) {
      sources.forEach(source -> size -= source.size);
    }
  }

  /** Returns the size in memory. */
  long size() {
    return size;
  }
}
