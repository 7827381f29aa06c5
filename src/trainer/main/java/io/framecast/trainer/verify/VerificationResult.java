package io.framecast.trainer.verify;

import io.framecast.frames.Count;
import io.framecast.topics.RecordPosition;
import org.jspecify.annotations.Nullable;

/**
 * The result for the frames of a stream in one partition, whose predictions and forecasts all
 * match.
 *
 * @param held predictions that match
 * @param lost predictions that cannot be verified: the log has lost frames that they need
 * @param forecasts those of the same frames
 * @param packedOtherwise those that match in their pixels only: another Java or another writer
 *     packed the PNG into other bytes
 * @param unpredicted accepted frames between the first and the last of them without a prediction
 * @param first the frame of the first prediction; null without any
 * @param last the frame of the last prediction; null without any
 */
public record VerificationResult(
    long held,
    long lost,
    ForecastCounts forecasts,
    long packedOtherwise,
    long unpredicted,
    @Nullable RecordPosition first,
    @Nullable RecordPosition last) {

  /**
   * Returns a line for people, such as {@code 20 predictions hold, from framecast.frames-3@0
   * to @19}. Forecasts are in it only if there are any.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(Count.of(held, "prediction"));
    if (forecasts.held() > 0) {
      text.append(" and ").append(Count.of(forecasts.held(), "forecast")).append(" hold");
    } else {
      text.append(held == 1 ? " holds" : " hold");
    }
    if (first != null && last != null) {
      text.append(", from ").append(first).append(" to @").append(last.offset());
    }
    if (packedOtherwise > 0) {
      text.append("; ").append(packedOtherwise).append(" of them ");
      text.append(packedOtherwise == 1 ? "is" : "are").append(" packed into other bytes");
      text.append(", with the same pixels");
    }
    if (unpredicted > 0) {
      text.append("; ").append(unpredicted).append(" accepted ");
      text.append(unpredicted == 1 ? "frame between them has" : "frames between them have");
      text.append(" none");
    }
    if (forecasts.lost() > 0) {
      text.append("; ");
      if (lost > 0) {
        text.append(Count.of(lost, "prediction")).append(" and ");
      }
      text.append(Count.of(forecasts.lost(), "forecast"));
      text.append(" cannot be checked, the log has lost frames or predictions that they need");
    } else if (lost > 0) {
      text.append("; ")
          .append(lost)
          .append(" cannot be checked, the log has lost frames that they need");
    }
    return text.toString();
  }
}
