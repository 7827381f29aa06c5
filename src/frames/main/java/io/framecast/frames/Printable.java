package io.framecast.frames;

import org.jspecify.annotations.Nullable;

/** Makes a sender's text fit for one line of a message: short, and without control characters. */
final class Printable {
  private static final int MAX_LENGTH = 120;

  private Printable() {}

  static String of(@Nullable String text) {
    if (text == null) {
      return "nothing";
    }
    String start = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    return "\"" + start.replaceAll("[^\\x20-\\x7e]", "?") + "\"";
  }
}
