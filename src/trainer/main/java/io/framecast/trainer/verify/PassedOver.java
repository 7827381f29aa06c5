package io.framecast.trainer.verify;

import io.framecast.topics.Source;
import org.jspecify.annotations.Nullable;

/**
 * Records under a stream's key that are no predictions.
 *
 * @param first where the first one stands, null without any
 * @param why what was expected of it and found
 */
public record PassedOver(long records, @Nullable Source first, String why) {

  static final PassedOver NONE = new PassedOver(0, null, "");

  PassedOver plus(Published.Malformed one) {
    return first == null
        ? new PassedOver(1, one.at(), one.why())
        : new PassedOver(records + 1, first, why);
  }

  /** One sentence for people; empty without any. */
  @Override
  public String toString() {
    Source one = first;
    return one == null
        ? ""
        : "%d %s of %s %s: passed over, the first at %s: %s"
            .formatted(
                records,
                records == 1 ? "record" : "records",
                one.topic(),
                records == 1 ? "is no prediction" : "are no predictions",
                one,
                why);
  }
}
