package io.framecast.console.view;

import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The predictions of the frames after one frame, as the predictor has published them.
 *
 * @param source the frame that they follow
 * @param sequence the sequence of that frame, null without one
 * @param model the version of the weights
 * @param leads for each prediction, how many frames after the source the predicted one is
 */
public record PublishedForecasts(
    RecordPosition source,
    @Nullable Long sequence,
    String model,
    List<Integer> leads,
    List<EncodedImage> frames) {

  /**
   * Joins the prediction of the next frame and the forecasts of those after it.
   *
   * @param next the prediction of the next frame, null if it is not in memory any more
   * @param forecasts at least one, all after the same frame
   */
  static PublishedForecasts of(@Nullable EncodedImage next, List<Prediction> forecasts) {
    List<Integer> leads = new ArrayList<>();
    List<EncodedImage> frames = new ArrayList<>();
    if (next != null) {
      leads.add(1);
      frames.add(next);
    }
    for (Prediction forecast : forecasts) {
      leads.add(forecast.horizon());
      frames.add(EncodedImage.of(forecast.contentType(), forecast.value()));
    }
    Prediction first = forecasts.get(0);
    Long sequence = first.sequence();
    return new PublishedForecasts(
        first.source(),
        sequence == null ? null : sequence - first.horizon(),
        first.model(),
        leads,
        frames);
  }
}
