package io.framecast.convlstm;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reports that a file cannot be read; the message is what was found in its place, as part of a
 * sentence.
 */
public final class UnusableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  UnusableFileException(String found) {
    this(found, null);
  }

  UnusableFileException(String found, @Nullable Throwable cause) {
    super(found, cause);
  }
}
