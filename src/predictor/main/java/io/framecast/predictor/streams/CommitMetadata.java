package io.framecast.predictor.streams;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the metadata that is committed with a partition's next offset, as text: {@code replay=17
 * streams=3 unsaved=17:9a8b7c6d,30:1122aabb skipped=20-29 horizons=5}. It stays below 4096 bytes,
 * the broker's default of {@code offset.metadata.max.bytes}.
 *
 * @param replay offset of the first record that the partition's next owner must replay; -1 if
 *     unknown
 * @param streams number of streams that have a checkpoint, which shows whether some are missing
 * @param unsaved streams with frames that no checkpoint holds; null if unknown
 * @param skipped frames whose predictions were withheld under overload
 * @param horizons how many frames ahead were predicted from the frames that a replay reads; 0 if
 *     unknown
 */
public record CommitMetadata(
    long replay,
    long streams,
    @Nullable UnsavedStreams unsaved,
    List<SkippedRange> skipped,
    int horizons) {
  private static final CommitMetadata UNKNOWN = new CommitMetadata(-1, 0, null, List.of(), 0);
  private static final String NUMBER = "(\\d{1,18})";
  private static final Pattern TEXT =
      Pattern.compile(
          String.format(
              Locale.ROOT,
              "replay=%s streams=%s(?: unsaved=([0-9a-f:,]{0,2800})(\\+?))?(?: skipped=([0-9,-]{1,1000}))?"
                  + "(?: horizons=([1-9][0-9]{0,2}))?",
              NUMBER,
              NUMBER));

  /**
   * Holds the streams with the earliest frames that no checkpoint holds.
   *
   * @param first these streams, by the offset of that frame
   * @param hasMore whether there are others, all with later frames
   */
  public record UnsavedStreams(List<UnsavedStream> first, boolean hasMore) {

    /** Returns whether the stream may need frames before this offset. */
    boolean mayNeedBefore(long offset, String stream) {
      int hash = stream.hashCode();
      return first.stream().anyMatch(one -> one.offset < offset && one.hash == hash)
          || (hasMore && first.get(first.size() - 1).offset < offset);
    }
  }

  /**
   * Names a stream with frames that no checkpoint holds.
   *
   * @param offset of the first of these frames
   * @param hash of the stream's id
   */
  public record UnsavedStream(long offset, int hash) {

    private static UnsavedStream parse(String text) {
      int colon = text.indexOf(':');
      return new UnsavedStream(
          Long.parseLong(text, 0, colon, 10),
          Integer.parseUnsignedInt(text, colon + 1, text.length(), 16));
    }

    @Override
    public String toString() {
      return offset + ":" + Integer.toHexString(hash);
    }
  }

  /** Holds a range of offsets, from the first to the last one. */
  public record SkippedRange(long first, long last) {

    private static SkippedRange parse(String text) {
      int dash = text.indexOf('-');
      return new SkippedRange(
          Long.parseLong(text, 0, dash, 10), Long.parseLong(text, dash + 1, text.length(), 10));
    }

    @Override
    public String toString() {
      return first + "-" + last;
    }
  }

  /** Parses what {@link #toString} writes; returns unknown values for any other text. */
  public static CommitMetadata parse(@Nullable String text) {
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    if (!matcher.matches()) {
      return UNKNOWN;
    }
    try {
      String unsaved = matcher.group(3);
      return new CommitMetadata(
          Long.parseLong(matcher.group(1)),
          Long.parseLong(matcher.group(2)),
          unsaved == null ? null : unsaved(unsaved, matcher.group(4).equals("+")),
          items(matcher.group(5)).stream().map(SkippedRange::parse).toList(),
          matcher.group(6) == null ? 1 : Integer.parseInt(matcher.group(6)));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return UNKNOWN;
    }
  }

  /** Returns the same metadata with another number of streams. */
  public CommitMetadata withStreams(long count) {
    return new CommitMetadata(replay, count, unsaved, skipped, horizons);
  }

  private static UnsavedStreams unsaved(String text, boolean hasMore) {
    List<UnsavedStream> first = items(text).stream().map(UnsavedStream::parse).toList();
    return new UnsavedStreams(first, hasMore && !first.isEmpty());
  }

  private static List<String> items(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
  }

  @Override
  public String toString() {
    String text = "replay=" + replay + " streams=" + streams;
    if (unsaved != null) {
      text += " unsaved=" + join(unsaved.first) + (unsaved.hasMore ? "+" : "");
    }
    text += skipped.isEmpty() ? "" : " skipped=" + join(skipped);
    return horizons > 1 ? text + " horizons=" + horizons : text;
  }

  private static String join(List<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
