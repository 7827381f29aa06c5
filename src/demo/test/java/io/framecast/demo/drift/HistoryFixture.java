package io.framecast.demo.drift;

import io.framecast.topics.Event;
import io.framecast.topics.PredictionScore;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a history: scores are added at once, events when {@link #until} reaches them. In seconds.
 */
final class HistoryFixture {
  static final long BEGIN = 1_000;
  static final String OLD = "0b0f8cc7a959712e";
  static final String NEW = "3d6fb9e4c0af3e06";

  final EventHistory history = new EventHistory();
  private final List<TimedEvent> events = new ArrayList<>();

  /** Adds one score of this skill for each of these seconds; the error of persistence is 0.1. */
  HistoryFixture skill(double skill, long from, long to) {
    for (long second = from; second < to; second++) {
      history.addScore(score("sim-0", 0.1 * (1 - skill), skill), second * 1000 + 500);
    }
    return this;
  }

  static PredictionScore score(String stream, double mse, Double skill) {
    return new PredictionScore(stream, 1L, "framecast.frames-0@1", OLD, mse, 0, 0, 1, skill, null);
  }

  HistoryFixture event(String what, String model, String reason, double second) {
    return add(Event.ofModel(what, model, reason), second);
  }

  HistoryFixture swap(String stream, double second) {
    return add(new Event(Event.SWAP, stream, "framecast.frames-0@1", "why"), second);
  }

  private HistoryFixture add(Event event, double second) {
    events.add(new TimedEvent(Math.round(second * 1000), event));
    return this;
  }

  /** Adds the events before that second to the history. */
  HistoryFixture until(long second) {
    events.stream()
        .filter(event -> event.at() < second * 1000)
        .forEach(event -> history.addEvent(event.event(), event.at()));
    events.removeIf(event -> event.at() < second * 1000);
    return this;
  }
}
