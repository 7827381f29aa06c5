package io.framecast.trainer.verify;

import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.UserFacingException;
import java.util.Locale;

/**
 * A published prediction or forecast differs from what the log gives; the message says where and
 * how.
 */
public final class MismatchException extends UserFacingException {

  private static final long serialVersionUID = 1L;

  MismatchException(RecordPosition at, String expectedAndFound) {
    super(at + ": " + expectedAndFound);
  }

  /** Names the frame of the prediction, and the lead if it is a forecast. */
  MismatchException(Prediction found, String expectedAndFound) {
    this(
        found.source(),
        found.horizon() == 1
            ? expectedAndFound
            : String.format(
                Locale.ROOT, "forecast of lead %d: %s", found.horizon(), expectedAndFound));
  }
}
