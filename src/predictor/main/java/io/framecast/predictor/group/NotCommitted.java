package io.framecast.predictor.group;

/** A transaction is not known to be committed; the cause says why. */
final class NotCommitted extends Exception {
  private static final long serialVersionUID = 1;

  NotCommitted(Throwable cause) {
    super(cause);
  }
}
