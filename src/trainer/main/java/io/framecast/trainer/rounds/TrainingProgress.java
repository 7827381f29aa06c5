package io.framecast.trainer.rounds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * Says how far a round is. The process of a round writes it as lines of JSON, and the process that
 * started it reads them.
 *
 * @param step updates so far
 * @param steps updates in all
 * @param loss of the last batch; NaN before the first one
 */
public record TrainingProgress(
    @JsonProperty(required = true) int step,
    @JsonProperty(required = true) int steps,
    @JsonProperty(required = true) double loss) {

  /** No round is running. */
  public static final TrainingProgress NONE = new TrainingProgress(0, 0, Double.NaN);

  private static final JsonMapper MAPPER = new JsonMapper();

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
