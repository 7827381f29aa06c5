package io.framecast.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Creates and deletes temporary directories for logs, and for other services of the demo. */
public final class TemporaryDirectory {
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 100;

  private TemporaryDirectory() {}

  public static Path create(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes a directory and its content. It retries, since a process that was just killed may still
   * write into it, and leaves what cannot be deleted then.
   */
  public static void delete(Path directory) {
    try {
      for (int i = 1; !isDeleted(directory) && i < ATTEMPTS; i++) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isDeleted(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
