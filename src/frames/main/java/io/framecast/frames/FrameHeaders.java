package io.framecast.frames;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a frame's record, as far as they say something about the frame.
 *
 * @param contentType as sent, null without one
 * @param sequence rises by one per frame, where the source counts
 * @param reset whether the stream starts afresh with this frame
 */
public record FrameHeaders(@Nullable String contentType, OptionalLong sequence, boolean reset) {
  public static final String CONTENT_TYPE = "content-type";
  public static final String SEQUENCE = "sequence";

  /** The sequence extension of a CloudEvents record in binary mode; means {@link #SEQUENCE}. */
  public static final String CE_SEQUENCE = "ce_sequence";

  public static final String RESET = "framecast-reset";

  /** Of a prediction: the version of the weights. */
  public static final String MODEL = "framecast-model";

  /** Of a prediction: {@code topic-partition@offset} of the frame that it follows. */
  public static final String SOURCE = "framecast-source";

  /** Of a prediction: frames, filled ones included, that its state has seen since zero. */
  public static final String FRAMES_SEEN = "framecast-frames-seen";

  /** Of a prediction: how many missing frames were filled in before it. */
  public static final String FILLED = "framecast-filled";

  /** Of a dead letter. */
  public static final String ERROR_CLASS = "framecast-error-class";

  /** Of a dead letter: one sentence, expected and found. */
  public static final String ERROR_MESSAGE = "framecast-error-message";

  /** Of a dead letter. */
  public static final String ORIGINAL_TOPIC = "framecast-original-topic";

  /** Of a dead letter. */
  public static final String ORIGINAL_PARTITION = "framecast-original-partition";

  /** Of a dead letter. */
  public static final String ORIGINAL_OFFSET = "framecast-original-offset";

  /** No sequence of 19 digits is one that a source counted up to. */
  private static final int MOST_DIGITS = 18;

  /**
   * Reads what the frame's record says.
   *
   * @param header a header's last value by its name, null where there is none
   * @throws RefusedFrameException for a sequence that is no decimal number from 0, or a reset that
   *     is neither true nor false
   */
  public static FrameHeaders read(Function<String, byte @Nullable []> header)
      throws RefusedFrameException {
    String name = header.apply(SEQUENCE) == null ? CE_SEQUENCE : SEQUENCE;
    return new FrameHeaders(
        text(header.apply(CONTENT_TYPE)),
        sequence(name, text(header.apply(name))),
        reset(text(header.apply(RESET))));
  }

  private static OptionalLong sequence(String name, @Nullable String text)
      throws RefusedFrameException {
    if (text == null) {
      return OptionalLong.empty();
    }
    if (text.isEmpty()
        || text.length() > MOST_DIGITS
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new RefusedFrameException(
          "expected header %s to be a decimal number of 1 to %d digits, found %s"
              .formatted(name, MOST_DIGITS, Quoted.of(text)));
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private static boolean reset(@Nullable String text) throws RefusedFrameException {
    if (text == null || text.equals("false")) {
      return false;
    }
    if (!text.equals("true")) {
      throw new RefusedFrameException(
          "expected header " + RESET + " to be true or false, found " + Quoted.of(text));
    }
    return true;
  }

  private static @Nullable String text(byte @Nullable [] value) {
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }
}
