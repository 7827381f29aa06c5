package io.framecast.trainer.drift;

import io.framecast.topics.RecordPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Pools the scores of one version. The errors of a stream are summed, which matters where
 * persistence is nearly perfect: the skill of such a frame is an arbitrary negative number. Streams
 * count by their scores, each with a skill of at least 0, because one camera with other units has
 * errors that are larger than those of all others together.
 */
final class ScoreBlock {
  private final Map<String, Errors> streams = new HashMap<>();
  private final Map<TopicPartition, Long> first = new HashMap<>();
  private int size;
  private long began;
  private String largestStream = "";
  private double largestError; // of the score to leave out
  private double largestPersistence;

  private static final class Errors {
    private int scores;
    private double error;
    private double persistence;
  }

  /**
   * Adds a score.
   *
   * @param mse of the prediction
   * @param persisted mean squared error of persistence
   * @param timestamp of its record
   * @param frame that it is about
   */
  void add(String stream, double mse, double persisted, long timestamp, RecordPosition frame) {
    if (size == 0) {
      began = timestamp;
    }
    size++;
    first.merge(new TopicPartition(frame.topic(), frame.partition()), frame.offset(), Math::min);
    if (mse + persisted > largestError + largestPersistence) {
      if (size > 1) {
        count(largestStream, largestError, largestPersistence);
      }
      largestStream = stream;
      largestError = mse;
      largestPersistence = persisted;
    } else {
      count(stream, mse, persisted);
    }
  }

  private void count(String stream, double mse, double persisted) {
    Errors errors = streams.computeIfAbsent(stream, name -> new Errors());
    errors.scores++;
    errors.error += mse;
    errors.persistence += persisted;
  }

  int size() {
    return size;
  }

  /** Returns the timestamp of the first score. */
  long began() {
    return began;
  }

  /** Returns the offset of the first frame of each partition. */
  Map<TopicPartition, Long> first() {
    return Map.copyOf(first);
  }

  /** Returns the streams that count with a skill of 0, as their errors are above persistence's. */
  List<String> limited() {
    return streams.entrySet().stream()
        .filter(stream -> stream.getValue().error > stream.getValue().persistence)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Returns 1 - skill of all streams, without the score with the largest errors; 0 to 1. */
  double shortfall() {
    double sum = 0;
    int scores = 0;
    for (Errors errors : streams.values()) {
      sum += errors.scores * Math.min(1, errors.error / errors.persistence);
      scores += errors.scores;
    }
    return sum / scores;
  }
}
