package io.framecast.topics;

import java.util.List;

/** The names of the topics, which must all be different. */
public record Topics(
    String frames,
    String predictions,
    String forecasts,
    String scores,
    String deadLetters,
    String checkpoints,
    String models,
    String events) {

  public static final Topics DEFAULT = withPrefix("framecast.");

  /** Throws {@link IllegalArgumentException} for two topics with one name. */
  public Topics {
    List<String> names =
        List.of(frames, predictions, forecasts, scores, deadLetters, checkpoints, models, events);
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("expected eight different topic names, found " + names);
    }
  }

  /** Returns the default names with another prefix, so that installations can share a broker. */
  public static Topics withPrefix(String prefix) {
    return new Topics(
        prefix + "frames",
        prefix + "predictions",
        prefix + "forecasts",
        prefix + "scores",
        prefix + "frames.dlq",
        prefix + "checkpoints",
        prefix + "models",
        prefix + "events");
  }
}
