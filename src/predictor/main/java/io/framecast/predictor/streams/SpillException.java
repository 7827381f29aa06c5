package io.framecast.predictor.streams;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A stream cannot come back from the local store: its file cannot be read, or the registry cannot
 * be asked for its weights. That is no record's fault: the stream comes from the log again.
 */
final class SpillException extends UncheckedIOException {
  private static final long serialVersionUID = 1;

  SpillException(String message, IOException cause) {
    super(message, cause);
  }
}
