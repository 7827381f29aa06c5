package io.framecast.topics;

import java.util.List;
import java.util.regex.Pattern;

/** The names of the topics, which must all be different and such as Kafka takes. */
public record Topics(
    String frames,
    String predictions,
    String forecasts,
    String scores,
    String deadLetters,
    String checkpoints,
    String models,
    String events) {

  private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");

  public static final Topics DEFAULT = withPrefix("framecast.");

  /** Throws {@link IllegalArgumentException} for two topics with one name, or a name of none. */
  public Topics {
    List<String> names =
        List.of(frames, predictions, forecasts, scores, deadLetters, checkpoints, models, events);
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "expected topic names of up to 249 letters, digits, dots, underscores and hyphens, found \""
                + name
                + "\"");
      }
    }
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
