package io.framecast.trainer.learning;

/** Learning has led to numbers that are none. The message is one sentence. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DivergedException(String message) {
    super(message);
  }
}
