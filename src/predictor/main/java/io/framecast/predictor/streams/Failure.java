package io.framecast.predictor.streams;

import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.frames.RefusedFrameException;

/** Classifies and describes what a record's processing has thrown. */
final class Failure {
  private static final int LONGEST = 1_000;
  private static final int MOST_CAUSES = 16;

  private Failure() {}

  /** Whether memory was wanting, so that the same may succeed once there is more. */
  static boolean wantsMemory(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof OutOfMemoryError || cause instanceof OffHeapExhaustedException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** One sentence of bounded length: expected and found. */
  static String describe(Throwable thrown) {
    String message = thrown.getMessage();
    boolean isSentence =
        thrown instanceof RefusedFrameException
            || thrown instanceof PoisonedFrameException
            || thrown instanceof UnservableFrameException
            || thrown instanceof OffHeapExhaustedException;
    return bounded(
        isSentence && message != null
            ? message
            : "expected a record that can be answered, found that it fails with " + thrown);
  }

  /** The text, or its beginning where it would not fit into a record beside others. */
  static String bounded(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
