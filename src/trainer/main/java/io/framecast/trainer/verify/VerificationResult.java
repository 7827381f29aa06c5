package io.framecast.trainer.verify;

import io.framecast.topics.RecordPosition;
import org.jspecify.annotations.Nullable;

/**
 * The result for the frames of a stream in one partition, whose predictions all match.
 *
 * @param held predictions that match
 * @param lost predictions that cannot be verified: the log has lost frames that they need
 * @param unpredicted accepted frames between the first and the last of them without a prediction
 * @param first the frame of the first prediction; null without any
 * @param last the frame of the last prediction; null without any
 */
public record VerificationResult(
    long held,
    long lost,
    long unpredicted,
    @Nullable RecordPosition first,
    @Nullable RecordPosition last) {

  /**
   * Returns a line for people, such as {@code 20 predictions hold, from framecast.frames-3@0
   * to @19}.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(held).append(held == 1 ? " prediction holds" : " predictions hold");
    if (first != null && last != null) {
      text.append(", from ").append(first).append(" to @").append(last.offset());
    }
    if (unpredicted > 0) {
      text.append("; ").append(unpredicted).append(" accepted ");
      text.append(unpredicted == 1 ? "frame between them has" : "frames between them have");
      text.append(" none");
    }
    if (lost > 0) {
      text.append("; ")
          .append(lost)
          .append(" cannot be checked, the log has lost frames that they need");
    }
    return text.toString();
  }
}
