package io.framecast.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Checks a directory that a setting names, before anything is written to it. */
final class DirectorySetting {
  private DirectorySetting() {}

  /** Throws {@link IllegalArgumentException} unless it can be written to, or created. */
  static void require(Path directory) {
    Path existing = directory.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a directory at %s, found the file %s; choose another path",
              directory,
              existing));
    }
    if (!Files.isWritable(existing)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a directory to write to at %s, found %s, where this user may not write",
              directory,
              existing));
    }
  }
}
