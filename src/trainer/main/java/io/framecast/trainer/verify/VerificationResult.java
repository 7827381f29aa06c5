package io.framecast.trainer.verify;

import io.framecast.topics.Source;
import org.jspecify.annotations.Nullable;

/**
 * What came of the predictions of a stream's frames in one partition, where none differs.
 *
 * @param held predictions that are what the log gives
 * @param lost predictions that cannot be checked: frames that they need are no longer in the log
 * @param unanswered accepted frames between the first and the last of them that have none
 * @param first the frame that the first one follows, null without any
 * @param last the frame that the last one follows, null without any
 */
public record VerificationResult(
    long held, long lost, long unanswered, @Nullable Source first, @Nullable Source last) {

  /** For people, such as {@code 20 predictions hold, from framecast.frames-3@0 to @19}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(held).append(held == 1 ? " prediction holds" : " predictions hold");
    if (first != null && last != null) {
      text.append(", from ").append(first).append(" to @").append(last.offset());
    }
    if (unanswered > 0) {
      text.append("; ").append(unanswered).append(" accepted ");
      text.append(unanswered == 1 ? "frame between them has" : "frames between them have");
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
