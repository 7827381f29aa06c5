package io.framecast.topics;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import org.jspecify.annotations.Nullable;

/**
 * How good the published prediction of one frame was, written when the frame has arrived.
 *
 * @param sequence of the frame, null where it carries none
 * @param source of the frame, as {@link Source} writes it
 * @param model version of the weights that made the prediction
 * @param skill 1 - mse / mse of persistence, null where persistence is perfect
 */
public record Score(
    String stream,
    @Nullable Long sequence,
    String source,
    String model,
    double mse,
    double mae,
    double bce,
    double ssim,
    @Nullable Double skill) {

  private static final ObjectWriter WRITER = Json.writer(Score.class);
  private static final ObjectReader READER = Json.reader(Score.class);

  public byte[] toJson() {
    return Json.write(WRITER, this);
  }

  /** Throws {@link IllegalArgumentException} for what is no score. */
  public static Score parse(byte[] json) {
    return Json.read(READER, json, Score.class);
  }
}
