package io.framecast.topics;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Validates text of records, which anyone may have written, and shortens text for records. An
 * unpaired surrogate is rejected, since no encoder accepts it.
 */
public final class RecordText {
  /** The most characters of a name: of a stream, a version, a content type, a topic. */
  public static final int MOST_NAME = 256;

  /** The most characters of a sentence, such as an event's reason. */
  public static final int MOST_SENTENCE = 16_384;

  private static final int MOST_QUOTED = 40;
  private static final char REPLACEMENT = '\ufffd';

  private RecordText() {}

  /**
   * Validates a text that must be present and not empty.
   *
   * @param field the field's name for the message
   * @throws InvalidRecordException when it is missing, empty, too long or not Unicode
   */
  public static String name(String field, @Nullable String found) {
    String text = sentence(field, found, MOST_NAME);
    if (text.isEmpty()) {
      throw new InvalidRecordException("expected " + field + ", found an empty text");
    }
    return text;
  }

  /** Validates a text that must be present and may be empty. */
  public static String sentence(String field, @Nullable String found) {
    return sentence(field, found, MOST_SENTENCE);
  }

  private static String sentence(String field, @Nullable String found, int most) {
    if (found == null) {
      throw new InvalidRecordException("expected " + field + ", found none");
    }
    if (found.length() > most) {
      throw new InvalidRecordException(
          String.format(
              Locale.ROOT,
              "expected %s of at most %,d characters, found %,d",
              field,
              most,
              found.length()));
    }
    if (!isUnicode(found)) {
      throw new InvalidRecordException(
          String.format(
              Locale.ROOT,
              "expected %s in Unicode, found an unpaired surrogate in %s",
              field,
              quote(found)));
    }
    return found;
  }

  private static boolean isUnicode(String text) {
    // no stream of code points: this is asked several times for each record that is read
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Returns the text, or the beginning that fits, without unpaired surrogates. */
  public static String shorten(String text, int most) {
    String start =
        text.length() <= most ? text : text.substring(0, Math.max(0, most - 3)).concat("...");
    if (isUnicode(start)) {
      return start;
    }
    StringBuilder plain = new StringBuilder(start.length());
    start
        .codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= 0xdfff ? REPLACEMENT : c)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  /** Returns the beginning of a text in quotation marks and ASCII, for a message. */
  public static String quote(String text) {
    String start = text.length() > MOST_QUOTED ? text.substring(0, MOST_QUOTED) + "..." : text;
    return "\"" + start.replaceAll("[^\\x20-\\x7e]", "?") + "\"";
  }

  /** Returns the text in one line, without control characters of a terminal. */
  public static String plain(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
