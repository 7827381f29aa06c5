package io.framecast.demo.story;

import io.framecast.topics.Event;
import io.framecast.topics.Score;
import java.util.ArrayList;
import java.util.List;

/**
 * A chronicle, and what it hears: scores at once, events when their time has come. Times in
 * seconds.
 */
final class Said {
  static final long BEGIN = 1_000;
  static final String OLD = "0b0f8cc7a959712e";
  static final String NEW = "3d6fb9e4c0af3e06";

  final Chronicle chronicle = new Chronicle();
  private final List<News> events = new ArrayList<>();

  /** In every second of these one score of this skill, over a persistence of 0.1. */
  Said skill(double skill, long from, long to) {
    for (long second = from; second < to; second++) {
      chronicle.score(score("sim-0", 0.1 * (1 - skill), skill), second * 1000 + 500);
    }
    return this;
  }

  static Score score(String stream, double mse, Double skill) {
    return new Score(stream, 1L, "framecast.frames-0@1", OLD, mse, 0, 0, 1, skill);
  }

  Said event(String what, String model, String reason, double second) {
    return happens(Event.ofModel(what, model, reason), second);
  }

  Said swap(String stream, double second) {
    return happens(new Event(Event.SWAP, stream, "framecast.frames-0@1", "why"), second);
  }

  private Said happens(Event event, double second) {
    events.add(new News(Math.round(second * 1000), event));
    return this;
  }

  /** The chronicle hears of the events before that second. */
  Said until(long second) {
    events.stream()
        .filter(news -> news.at() < second * 1000)
        .forEach(news -> chronicle.event(news.event(), news.at()));
    events.removeIf(news -> news.at() < second * 1000);
    return this;
  }
}
