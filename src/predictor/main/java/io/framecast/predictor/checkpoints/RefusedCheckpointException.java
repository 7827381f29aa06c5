package io.framecast.predictor.checkpoints;

/** Bytes that are no checkpoint which this version reads; the message says expected and found. */
public final class RefusedCheckpointException extends Exception {
  private static final long serialVersionUID = 1;

  public RefusedCheckpointException(String message) {
    super(message);
  }
}
