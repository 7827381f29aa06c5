package io.framecast.convlstm;

/**
 * Reports that there is not enough off-heap memory for a state or a step. The message says how much
 * was needed and how much there is.
 */
public final class OffHeapExhaustedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  OffHeapExhaustedException(String message) {
    super(message);
  }
}
