package io.framecast.trainer.files;

import io.framecast.topics.UserFacingException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;

/** A file could not be written, although its path could be used, such as on a full disk. */
public final class UnwrittenFileException extends UserFacingException {
  private static final long serialVersionUID = 1L;

  UnwrittenFileException(Path file, IOException cause) {
    super(
        String.format(
            Locale.ROOT,
            "%s: could not be written (%s); make room or choose another path",
            file,
            cause instanceof FileSystemException system ? system.getReason() : cause.getMessage()),
        cause);
  }
}
