package io.framecast.trainer.service;

import io.framecast.topics.UserFacingException;
import java.nio.file.Path;
import java.util.Locale;

/** Reports that another trainer has the directory; a later start with it may succeed. */
final class DirectoryInUseException extends UserFacingException {
  private static final long serialVersionUID = 1L;

  DirectoryInUseException(Path directory) {
    super(
        String.format(
            Locale.ROOT,
            "framecast.trainer.directory: %s is in use by another trainer; choose another directory",
            directory));
  }
}
