package io.framecast.frames;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds the headers of a record that describe its frame.
 *
 * @param contentType the content type as sent, null if there is none
 * @param sequence the frame's number, which rises by one per frame; empty if the source does not
 *     count
 * @param reset whether the stream restarts from a zero state with this frame
 */
public record FrameHeaders(@Nullable String contentType, OptionalLong sequence, boolean reset) {
  public static final String CONTENT_TYPE = "content-type";
  public static final String SEQUENCE = "sequence";

  /** Names the CloudEvents sequence extension (binary mode); it means {@link #SEQUENCE}. */
  public static final String CE_SEQUENCE = "ce_sequence";

  public static final String RESET = "framecast-reset";

  /** Names the version of the weights that made a prediction. */
  public static final String MODEL = "framecast-model";

  /** Names the last frame before a prediction, as {@code topic-partition@offset}. */
  public static final String SOURCE = "framecast-source";

  /** Counts the frames that a prediction's state has seen since zero, filled frames included. */
  public static final String FRAMES_SEEN = "framecast-frames-seen";

  /** Counts the missing frames that were filled in before a prediction. */
  public static final String FILLED = "framecast-filled";

  /** Names the exception class of a dead letter. */
  public static final String ERROR_CLASS = "framecast-error-class";

  /** Holds the reason of a dead letter: one sentence with what was expected and found. */
  public static final String ERROR_MESSAGE = "framecast-error-message";

  /** Names the topic of the record that became a dead letter. */
  public static final String ORIGINAL_TOPIC = "framecast-original-topic";

  /** Names the partition of the record that became a dead letter. */
  public static final String ORIGINAL_PARTITION = "framecast-original-partition";

  /** Names the offset of the record that became a dead letter. */
  public static final String ORIGINAL_OFFSET = "framecast-original-offset";

  /** No source counts up to a number of 19 digits. */
  private static final int MAX_DIGITS = 18;

  /**
   * Reads the headers of a record.
   *
   * @param header returns a header's last value for its name, null if there is none
   * @throws RefusedFrameException if the sequence is not a non-negative decimal number, or the
   *     reset is neither true nor false
   */
  public static FrameHeaders read(Function<String, byte @Nullable []> header)
      throws RefusedFrameException {
    String name = header.apply(SEQUENCE) == null ? CE_SEQUENCE : SEQUENCE;
    return new FrameHeaders(
        decodeText(header.apply(CONTENT_TYPE)),
        parseSequence(name, decodeText(header.apply(name))),
        parseReset(decodeText(header.apply(RESET))));
  }

  private static OptionalLong parseSequence(String name, @Nullable String text)
      throws RefusedFrameException {
    if (text == null) {
      return OptionalLong.empty();
    }
    if (text.isEmpty()
        || text.length() > MAX_DIGITS
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new RefusedFrameException(
          "expected header %s to be a decimal number of 1 to %d digits, found %s"
              .formatted(name, MAX_DIGITS, Printable.of(text)));
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private static boolean parseReset(@Nullable String text) throws RefusedFrameException {
    if (text == null || text.equals("false")) {
      return false;
    }
    if (!text.equals("true")) {
      throw new RefusedFrameException(
          "expected header " + RESET + " to be true or false, found " + Printable.of(text));
    }
    return true;
  }

  private static @Nullable String decodeText(byte @Nullable [] value) {
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }
}
