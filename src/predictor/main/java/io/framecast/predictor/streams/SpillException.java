package io.framecast.predictor.streams;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A stream's file in the local store cannot be read back. That is no record's fault: the stream
 * comes from the log again.
 */
final class SpillException extends UncheckedIOException {
  private static final long serialVersionUID = 1;

  SpillException(String message, IOException cause) {
    super(message, cause);
  }
}
