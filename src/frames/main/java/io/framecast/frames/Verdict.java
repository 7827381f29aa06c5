package io.framecast.frames;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a frame's sequence says about it in its stream, before its pixels are looked at.
 *
 * @param duplicate drop it: it was here before
 * @param missing frames to fill in before it
 * @param reset why the stream starts afresh with it, null where it goes on
 */
public record Verdict(boolean duplicate, int missing, @Nullable String reset) {

  /** A repeated frame comes at most so late; one further back is a source that started again. */
  public static final int MOST_BACK = 64;

  private static final Verdict NEXT = new Verdict(false, 0, null);
  private static final Verdict DUPLICATE = new Verdict(true, 0, null);

  /**
   * Judges a frame.
   *
   * <p>A sequence of 0 always starts the stream afresh, even right after another 0: a source that
   * restarted at once looks the same as a repeated first frame, and only the latter's loss would be
   * harmless. A frame without a sequence, or the first one, is simply the next.
   *
   * @param last the sequence of the last accepted frame, empty where it had none
   * @param maxFill the longest gap that is filled in
   */
  public static Verdict of(OptionalLong last, FrameHeaders headers, int maxFill) {
    if (headers.reset()) {
      return reset("header " + FrameHeaders.RESET + " asks for it");
    }
    if (last.isEmpty() || headers.sequence().isEmpty()) {
      return NEXT;
    }
    long expected = last.getAsLong() + 1;
    long found = headers.sequence().getAsLong();
    String both = "expected sequence " + expected + ", found " + found + ": ";
    if (found == 0 || found < expected - 1 - MOST_BACK) {
      return reset(both + "the source has started again");
    }
    if (found < expected) {
      return DUPLICATE;
    }
    long missing = found - expected;
    return missing <= maxFill
        ? missing == 0 ? NEXT : new Verdict(false, (int) missing, null)
        : reset(both + missing + " frames are missing, at most " + maxFill + " are filled in");
  }

  private static Verdict reset(String why) {
    return new Verdict(false, 0, why);
  }
}
