package io.framecast.topics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The score of the published prediction of one frame, written after the frame arrived.
 *
 * @param sequence the frame's sequence, null without one
 * @param source the frame's position, as {@link RecordPosition} writes it
 * @param model the version of the weights that predicted it
 * @param skill 1 - mse / mse of persistence, null when persistence is perfect
 * @param horizon how many frames ahead the frame was predicted, from 2 on; null for the next frame
 */
public record PredictionScore(
    String stream,
    @Nullable Long sequence,
    String source,
    String model,
    @JsonProperty(required = true) double mse,
    @JsonProperty(required = true) double mae,
    @JsonProperty(required = true) double bce,
    @JsonProperty(required = true) double ssim,
    @Nullable Double skill,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer horizon) {

  /** The largest difference of two finite floats. */
  private static final double MOST_DIFFERENCE = 2.0 * Float.MAX_VALUE;

  public byte[] toJson() {
    return Json.write(this);
  }

  /** Reads a score; throws {@link InvalidRecordException} for any other value. */
  public static PredictionScore parse(byte @Nullable [] json) {
    return Json.read(json, PredictionScore.class).validate();
  }

  /** Returns how many frames ahead the frame was predicted, from 1 on. */
  public int lead() {
    return horizon == null ? 1 : horizon;
  }

  /** Returns the frame's position. */
  public RecordPosition frame() {
    return RecordPosition.parse(source);
  }

  private PredictionScore validate() {
    RecordText.name("stream", stream);
    RecordText.name("model", model);
    RecordPosition.parse(RecordText.sentence("source", source));
    if (sequence != null && sequence < 0) {
      throw new InvalidRecordException("expected sequence from 0, found " + sequence);
    }
    if (horizon != null && horizon < 1) {
      throw new InvalidRecordException("expected horizon from 1, found " + horizon);
    }
    double mostSquared = MOST_DIFFERENCE * MOST_DIFFERENCE;
    expect(mse >= 0 && mse <= mostSquared, "mse from 0 to " + mostSquared, mse);
    expect(mae >= 0 && mae <= MOST_DIFFERENCE, "mae from 0 to " + MOST_DIFFERENCE, mae);
    expect(Double.isFinite(bce), "a finite bce", bce);
    expect(Double.isFinite(ssim), "a finite ssim", ssim);
    if (skill != null) {
      expect(Double.isFinite(skill) && skill <= 1, "skill up to 1", skill);
    }
    return this;
  }

  private static void expect(boolean holds, String expected, double found) {
    if (!holds) {
      throw new InvalidRecordException("expected " + expected + ", found " + found);
    }
  }
}
