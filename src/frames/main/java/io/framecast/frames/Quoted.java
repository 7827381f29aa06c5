package io.framecast.frames;

import org.jspecify.annotations.Nullable;

/** What a sender wrote, made fit for one line of a message: short, and without control signs. */
final class Quoted {
  private static final int LONGEST = 120;

  private Quoted() {}

  static String of(@Nullable String text) {
    if (text == null) {
      return "nothing";
    }
    String start = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return "\"" + start.replaceAll("[^\\x20-\\x7e]", "?") + "\"";
  }
}
