package io.framecast.trainer.rounds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says how far a round is. The process of a round writes it as lines of JSON, and the process that
 * started it reads them.
 *
 * @param step updates so far
 * @param steps updates in all
 * @param loss of the last batch; NaN before the first one
 * @param secondsLeft about how long the rest takes; null before that is known
 */
public record TrainingProgress(
    @JsonProperty(required = true) int step,
    @JsonProperty(required = true) int steps,
    @JsonProperty(required = true) double loss,
    @Nullable Long secondsLeft) {

  /** No round is running. */
  public static final TrainingProgress NONE = new TrainingProgress(0, 0, Double.NaN, null);

  private static final JsonMapper MAPPER = new JsonMapper();

  /**
   * Returns the progress of a process.
   *
   * @param since the step that it began with
   * @param nanos since then
   */
  static TrainingProgress of(int step, int steps, double loss, int since, long nanos) {
    long left = Math.round(nanos / 1e9 / (step - since) * (steps - step));
    return new TrainingProgress(step, steps, loss, left);
  }

  /** Returns the progress in words. */
  public String sentence() {
    return String.format(Locale.ROOT, "step %d of %d, loss %.5f", step, steps, loss)
        + (secondsLeft == null ? "" : String.format(Locale.ROOT, ", about %d s left", secondsLeft));
  }

  /** Returns the line of JSON, without a line break. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("progress is always JSON", e);
    }
  }

  /** Reads what {@link #toJson} writes; returns null for any other line. */
  public static @Nullable TrainingProgress parse(String line) {
    try {
      return line.startsWith("{") ? MAPPER.readValue(line, TrainingProgress.class) : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
