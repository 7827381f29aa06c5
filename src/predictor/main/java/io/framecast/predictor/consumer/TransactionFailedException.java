package io.framecast.predictor.consumer;

/** Reports a transaction that is not known to be committed; the cause says why. */
final class TransactionFailedException extends Exception {
  private static final long serialVersionUID = 1;

  TransactionFailedException(Throwable cause) {
    super(cause);
  }
}
