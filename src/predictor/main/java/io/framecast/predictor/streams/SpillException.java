package io.framecast.predictor.streams;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Thrown if a spilled state cannot be loaded, as its file or its weights cannot be read. This is
 * not the fault of a record, so the stream is restored from the log again.
 */
final class SpillException extends UncheckedIOException {
  private static final long serialVersionUID = 1;

  SpillException(String message, IOException cause) {
    super(message, cause);
  }
}
