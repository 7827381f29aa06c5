package io.framecast.trainer.verify;

import io.framecast.topics.RecordPosition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts records under a stream's key that are not what their topic holds.
 *
 * @param kind what the topic holds, as one word
 * @param first the place of the first one; null without any
 * @param why what was expected of it and found
 */
public record SkippedRecords(
    String kind, long records, @Nullable RecordPosition first, String why) {

  static SkippedRecords none(String kind) {
    return new SkippedRecords(kind, 0, null, "");
  }

  SkippedRecords with(PublishedRecord.Malformed one) {
    return first == null
        ? new SkippedRecords(kind, 1, one.at(), one.why())
        : new SkippedRecords(kind, records + 1, first, why);
  }

  /** Returns one sentence for people; empty without any. */
  @Override
  public String toString() {
    RecordPosition one = first;
    return one == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%d %s of %s %s%s: skipped, the first at %s: %s",
            records,
            records == 1 ? "record" : "records",
            one.topic(),
            records == 1 ? "is no " : "are no ",
            records == 1 ? kind : kind + "s",
            one,
            why);
  }
}
