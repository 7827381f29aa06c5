package io.framecast.predictor.checkpoints;

/** Bytes that are no checkpoint which this version reads; the message says expected and found. */
public final class InvalidCheckpointException extends Exception {
  private static final long serialVersionUID = 1;

  public InvalidCheckpointException(String message) {
    super(message);
  }
}
