package io.framecast.topics;

import io.framecast.frames.FrameLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * The topics that a service needs, and how it creates the missing ones.
 *
 * @param partitions the number of partitions of a new frames topic
 * @param replication the replication factor of new topics, -1 for the broker's default
 * @param limits of the frames that the topics take
 * @param hasForecasts whether the forecasts topic is one of them
 */
public record TopicPlan(
    Topics topics, int partitions, int replication, FrameLimits limits, boolean hasForecasts) {

  /** Returns a plan for frames of the default limits, without forecasts. */
  public static TopicPlan of(Topics topics, int partitions, int replication) {
    return new TopicPlan(topics, partitions, replication, FrameLimits.DEFAULT, false);
  }

  /** Returns the topics that need as many partitions as the frames topic. */
  public List<String> copartitioned() {
    return withForecasts(List.of(topics.predictions(), topics.scores(), topics.checkpoints()));
  }

  /** Returns the topics that hold frames or predicted frames. */
  List<String> framed() {
    return withForecasts(List.of(topics.frames(), topics.predictions(), topics.deadLetters()));
  }

  /** Returns the topics whose records may go after their retention. */
  List<String> deleted() {
    Topics t = topics;
    return withForecasts(List.of(t.predictions(), t.scores(), t.deadLetters(), t.events()));
  }

  /** Returns the topics that a predictor writes to. */
  List<String> written() {
    List<String> all = new ArrayList<>(deleted());
    all.add(topics.checkpoints());
    return all;
  }

  private List<String> withForecasts(List<String> names) {
    List<String> all = new ArrayList<>(names);
    if (hasForecasts) {
      all.add(topics.forecasts());
    }
    return all;
  }
}
