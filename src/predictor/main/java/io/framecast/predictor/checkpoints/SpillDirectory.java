package io.framecast.predictor.checkpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files for what has left memory, in a directory of this process. Nothing in it outlives the
 * process: the truth is in the log. What a killed process has left behind is removed by the next
 * one that starts beside it; a lock tells the living from the dead.
 */
public final class SpillDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpillDirectory.class);
  private static final String PREFIX = "framecast-streams-";
  private static final String LOCK = "lock";

  private final Path directory;
  private final FileChannel lock;
  private final AtomicLong number = new AtomicLong();

  private SpillDirectory(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** One thing put away. */
  public static final class Entry {
    private final Path file;

    private Entry(Path file) {
      this.file = file;
    }

    /** The bytes that were put. */
    public byte[] read() throws IOException {
      return Files.readAllBytes(file);
    }

    /** Removes it; what cannot be removed now goes with the directory. */
    public void remove() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.debug("cannot remove {}", file, e);
      }
    }
  }

  /** An empty store in a new directory under {@code parent}, which is made if missing. */
  public static SpillDirectory in(Path parent) throws IOException {
    Files.createDirectories(parent);
    try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path other : others) {
        removeIfDead(other);
      }
    }
    Path directory = Files.createTempDirectory(parent, PREFIX);
    FileChannel lock =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      throw new IOException(directory + ": expected a directory of our own, found it locked");
    }
    return new SpillDirectory(directory, lock);
  }

  private static void removeIfDead(Path directory) {
    try (FileChannel lock = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE)) {
      FileLock ours = lock.tryLock();
      if (ours != null) {
        remove(directory);
      }
    } catch (IOException | OverlappingFileLockException | UncheckedIOException e) {
      // another one's that begins, or lives
      LOG.debug("left alone: {}", directory, e);
    }
  }

  /** Puts bytes away. Throws where they cannot be written; nothing of them is left then. */
  public Entry put(byte[] bytes) throws IOException {
    Entry entry = new Entry(directory.resolve(Long.toHexString(number.getAndIncrement())));
    try {
      Files.write(entry.file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      entry.remove();
      throw e;
    }
    return entry;
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  /** Whether somebody, such as who cleans up temporary files, has removed it. */
  public boolean isGone() {
    return Files.notExists(directory);
  }

  @Override
  public void close() {
    try {
      if (!isGone()) {
        remove(directory);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("cannot remove {}: {}", directory, e.toString());
    } finally {
      unlock();
    }
  }

  private void unlock() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.debug("cannot close the lock of {}", directory, e);
    }
  }

  private static void remove(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(directory)) {
      files = list.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(directory);
  }
}
