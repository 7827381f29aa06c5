package io.framecast.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that is there as long as the demo. */
record Scratch(Path path) implements AutoCloseable {
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 100;

  static Scratch made() {
    try {
      return new Scratch(Files.createTempDirectory("framecast-demo-trainer-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes it; a process that was just killed may have written into it meanwhile. */
  @Override
  public void close() {
    for (int i = 1; !removed() && i < ATTEMPTS; i++) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean removed() {
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
