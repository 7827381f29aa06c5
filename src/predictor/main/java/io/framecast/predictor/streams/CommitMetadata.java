package io.framecast.predictor.streams;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the metadata that is committed with a partition's next offset: {@code replay=17 streams=3}.
 *
 * @param replay offset of the first record that the partition's next owner must replay; -1 if
 *     unknown
 * @param streams number of streams that have a checkpoint, which shows whether some are missing
 */
public record CommitMetadata(long replay, long streams) {
  private static final CommitMetadata UNKNOWN = new CommitMetadata(-1, 0);
  private static final Pattern TEXT = Pattern.compile("replay=(\\d{1,18}) streams=(\\d{1,18})");

  /** Parses what {@link #toString} writes; returns unknown values for any other text. */
  public static CommitMetadata parse(@Nullable String text) {
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    return matcher.matches()
        ? new CommitMetadata(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)))
        : UNKNOWN;
  }

  @Override
  public String toString() {
    return "replay=" + replay + " streams=" + streams;
  }
}
