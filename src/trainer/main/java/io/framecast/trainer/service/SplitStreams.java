package io.framecast.trainer.service;

import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.SplitStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds streams that have scores in two partitions over the same time. A predictor sees only its
 * own partitions. A stream that moved once, as after the growth of a topic, is none of them.
 */
final class SplitStreams {
  /** Of more streams, those without scores for the longest time are forgotten. */
  private static final int MOST_STREAMS = 100_000;

  private static final int MOST_PARTITIONS = 4;

  private final Map<String, Sightings> streams =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sightings> eldest) {
          return size() > MOST_STREAMS;
        }
      };

  /** When the scores of one stream were written, by partition of the frames topic. */
  private static final class Sightings {
    private final Map<Integer, Interval> partitions = new TreeMap<>();
    private boolean found;
  }

  private record Interval(long first, long last) {
    Interval with(long time) {
      return new Interval(Math.min(first, time), Math.max(last, time));
    }

    boolean overlaps(Interval other) {
      return Math.max(first, other.first) < Math.min(last, other.last);
    }
  }

  /**
   * Takes a score.
   *
   * @return the stream if this score shows that it is split; once for each stream
   */
  Optional<SplitStream> add(PredictionScore score, long timestamp) {
    Sightings seen = streams.computeIfAbsent(score.stream(), name -> new Sightings());
    if (seen.found) {
      return Optional.empty();
    }
    RecordPosition frame = score.frame();
    Interval now =
        seen.partitions.getOrDefault(frame.partition(), new Interval(timestamp, timestamp));
    now = now.with(timestamp);
    for (Map.Entry<Integer, Interval> other : seen.partitions.entrySet()) {
      if (other.getKey() != frame.partition() && now.overlaps(other.getValue())) {
        seen.found = true;
        seen.partitions.clear();
        return Optional.of(
            new SplitStream(score.stream(), frame.topic(), frame.partition(), other.getKey()));
      }
    }
    if (seen.partitions.size() < MOST_PARTITIONS
        || seen.partitions.containsKey(frame.partition())) {
      seen.partitions.put(frame.partition(), now);
    }
    return Optional.empty();
  }
}
