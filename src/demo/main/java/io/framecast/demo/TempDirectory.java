package io.framecast.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that exists for as long as the demo runs. */
record TempDirectory(Path path) implements AutoCloseable {
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 100;

  static TempDirectory create() {
    try {
      return new TempDirectory(Files.createTempDirectory("framecast-demo-trainer-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes it. It tries again, since a process that was just killed may still write into it. */
  @Override
  public void close() {
    try {
      for (int i = 1; !delete() && i < ATTEMPTS; i++) {
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean delete() {
    try (Stream<Path> paths = Files.walk(path)) {
      for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
