package io.framecast.predictor.streams;

import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.frames.RefusedFrameException;

/** Classifies and describes exceptions from the processing of a record. */
final class Failure {
  private static final int MAX_LENGTH = 1_000;
  private static final int MAX_CAUSES = 16;

  private Failure() {}

  /** Returns whether memory was short, so that a retry may succeed with more memory. */
  static boolean isMemoryShortage(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof OutOfMemoryError || cause instanceof OffHeapExhaustedException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Returns one sentence of limited length: expected and found. */
  static String describe(Throwable thrown) {
    String message = thrown.getMessage();
    boolean isSentence =
        thrown instanceof RefusedFrameException
            || thrown instanceof NonFinitePredictionException
            || thrown instanceof UnservableFrameException
            || thrown instanceof OffHeapExhaustedException;
    return truncate(
        isSentence && message != null
            ? message
            : "expected a record that can be answered, found that it fails with " + thrown);
  }

  /** Returns the text, truncated if it is too long for a record. */
  static String truncate(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }
}
