package io.framecast.frames;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds the headers of a record that describe its frame. Each is optional, so one whose value
 * cannot be read is ignored: it costs no frame.
 *
 * @param contentType the content type as sent, null if there is none
 * @param sequence the frame's number, which rises by one per frame; empty if the source does not
 *     count
 * @param reset whether the stream restarts from a zero state with this frame
 * @param ignored the headers whose values cannot be read
 */
public record FrameHeaders(
    @Nullable String contentType,
    OptionalLong sequence,
    boolean reset,
    List<IgnoredHeader> ignored) {
  /** The headers of a record that has none. */
  public static final FrameHeaders NONE =
      new FrameHeaders(null, OptionalLong.empty(), false, List.of());

  public static final String CONTENT_TYPE = "content-type";
  public static final String SEQUENCE = "sequence";

  /** Names the CloudEvents sequence extension (binary mode); it means {@link #SEQUENCE}. */
  public static final String CE_SEQUENCE = "ce_sequence";

  public static final String RESET = "framecast-reset";

  /** Names the version of the weights that made a prediction. */
  public static final String MODEL = "framecast-model";

  /** Tells how many frames after its source a forecast is, from 2 on. */
  public static final String HORIZON = "framecast-horizon";

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
   * Holds a header whose value cannot be read.
   *
   * @param reason a sentence with what was expected and what was found
   */
  public record IgnoredHeader(String name, String reason) {

    /** Returns an ignored header with this value. */
    public static IgnoredHeader of(String name, String expected, String found) {
      return new IgnoredHeader(
          name, String.format(Locale.ROOT, "expected %s, found %s", expected, Printable.of(found)));
    }
  }

  /**
   * Reads the headers of a record. Blanks, tabs and line ends around a value do not count. A number
   * in binary has bytes that no text has, so it is never read as digits.
   *
   * @param header returns a header's last value for its name, null if there is none
   */
  public static FrameHeaders read(Function<String, byte @Nullable []> header) {
    List<IgnoredHeader> ignored = new ArrayList<>();
    OptionalLong sequence = readSequence(header, SEQUENCE, ignored);
    if (sequence.isEmpty()) {
      sequence = readSequence(header, CE_SEQUENCE, ignored);
    }
    String reset = decodeText(header.apply(RESET));
    boolean isReset = "true".equalsIgnoreCase(reset);
    if (reset != null && !isReset && !reset.equalsIgnoreCase("false")) {
      ignored.add(IgnoredHeader.of(RESET, "true or false", reset));
    }
    String contentType = decodeText(header.apply(CONTENT_TYPE));
    return new FrameHeaders(contentType, sequence, isReset, List.copyOf(ignored));
  }

  /** Returns the number of this header; empty without one, and for one that is ignored. */
  private static OptionalLong readSequence(
      Function<String, byte @Nullable []> header, String name, List<IgnoredHeader> ignored) {
    String text = decodeText(header.apply(name));
    OptionalLong sequence = parseSequence(text);
    if (text != null && sequence.isEmpty()) {
      ignored.add(
          IgnoredHeader.of(name, "a decimal number of up to " + MAX_DIGITS + " digits", text));
    }
    return sequence;
  }

  /** Returns the number; empty for none, and for text that is no decimal number. */
  private static OptionalLong parseSequence(@Nullable String text) {
    if (text == null || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    int zeros = 0; // some sources pad with zeros
    while (zeros < text.length() - 1 && text.charAt(zeros) == '0') {
      zeros++;
    }
    return text.length() - zeros > MAX_DIGITS
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(text, zeros, text.length(), 10));
  }

  /** Returns the text without the blanks around it. */
  private static @Nullable String decodeText(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    int start = 0;
    int end = value.length;
    while (start < end && isBlank(value[start])) {
      start++;
    }
    while (end > start && isBlank(value[end - 1])) {
      end--;
    }
    return new String(value, start, end - start, StandardCharsets.UTF_8);
  }

  /** Returns whether a text header may have the byte around its value; NUL is none of them. */
  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
