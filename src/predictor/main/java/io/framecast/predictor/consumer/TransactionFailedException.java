package io.framecast.predictor.consumer;

/** A transaction is not known to be committed; the cause says why. */
final class TransactionFailedException extends Exception {
  private static final long serialVersionUID = 1;

  TransactionFailedException(Throwable cause) {
    super(cause);
  }
}
