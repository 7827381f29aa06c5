package io.framecast.predictor.checkpoints;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the published forecasts from one frame whose truth has not arrived yet. They are kept as
 * published: a score compares what a reader of both topics decodes.
 *
 * @param model version of the weights that made them
 * @param age how many frames ago the source was the stream's last one, filled frames included
 * @param contentType the encoding of all its frames
 * @param source the encoded frame that they were made from: persistence predicts it for every lead
 * @param predictions the encoded predictions that are left, one for each lead from {@link
 *     #firstLead} on
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PublishedForecast(
    String model, int age, String contentType, byte[] source, List<byte[]> predictions) {

  /** The prediction of the next frame is not a forecast: a stream keeps it otherwise. */
  private static final int LEAST_LEAD = 2;

  public PublishedForecast {
    predictions = List.copyOf(predictions);
  }

  /** Returns how many frames after the source the first of the predictions is. */
  public int firstLead() {
    return Math.max(LEAST_LEAD, age + 1);
  }

  /** Returns the prediction of the frame that is this many frames after the source, or null. */
  public byte @Nullable [] prediction(int lead) {
    int index = lead - firstLead();
    return index < 0 || index >= predictions.size() ? null : predictions.get(index);
  }

  /** Returns what is left after this many frames of the stream, null for nothing. */
  public @Nullable PublishedForecast after(int frames) {
    int later = age + frames;
    int passed = Math.max(LEAST_LEAD, later + 1) - firstLead();
    return passed >= predictions.size()
        ? null
        : new PublishedForecast(
            model, later, contentType, source, predictions.subList(passed, predictions.size()));
  }
}
