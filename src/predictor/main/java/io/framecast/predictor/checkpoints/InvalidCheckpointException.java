package io.framecast.predictor.checkpoints;

/** Thrown for bytes that this version cannot read as a checkpoint: expected and found. */
public final class InvalidCheckpointException extends Exception {
  private static final long serialVersionUID = 1;

  public InvalidCheckpointException(String message) {
    super(message);
  }
}
