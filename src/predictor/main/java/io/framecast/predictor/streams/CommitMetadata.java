package io.framecast.predictor.streams;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is committed beside a partition's next offset, as its metadata: {@code replay=17 streams=3}.
 *
 * @param replay offset of the first record that a successor must read again; -1 where nobody said
 * @param streams that have a checkpoint, so that it is seen when some are missing
 */
public record CommitMetadata(long replay, long streams) {
  private static final CommitMetadata UNKNOWN = new CommitMetadata(-1, 0);
  private static final Pattern TEXT = Pattern.compile("replay=(\\d{1,18}) streams=(\\d{1,18})");

  /** Reads what {@link #toString} writes; anything else says nothing. */
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
