package io.framecast.trainer.verify;

import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import org.jspecify.annotations.Nullable;

/**
 * A record of the topic of predictions, or of that of forecasts, under the key of the stream;
 * anyone may have written it.
 */
sealed interface PublishedRecord {

  /** A record that is a prediction or forecast, as far as one can tell without the frames. */
  record Whole(RecordPosition at, Prediction prediction) implements PublishedRecord {}

  /**
   * A record that is no prediction and no forecast.
   *
   * @param frame that its header names; null if it names none of the frames topic
   * @param lead that its header names, 1 without the header; 0 if it cannot be read
   * @param why what was expected and found
   */
  record Malformed(RecordPosition at, @Nullable RecordPosition frame, int lead, String why)
      implements PublishedRecord {}
}
