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
 * Stores spilled states as files in a directory of this process. The files are needed only while
 * the process runs, as the log holds everything. The next process that starts under the same parent
 * removes the directories of killed processes; a locked directory is still in use.
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

  /** Represents one stored file. */
  public static final class Entry {
    private final Path file;

    private Entry(Path file) {
      this.file = file;
    }

    /** Returns the stored bytes. */
    public byte[] read() throws IOException {
      return Files.readAllBytes(file);
    }

    /** Removes the file; one that cannot be removed now is removed with the directory. */
    public void remove() {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.debug("cannot remove {}", file, e);
      }
    }
  }

  /** Creates an empty directory under {@code parent}, and {@code parent} itself if missing. */
  public static SpillDirectory create(Path parent) throws IOException {
    Files.createDirectories(parent);
    try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path other : others) {
        removeIfAbandoned(other);
      }
    }
    Path directory = Files.createTempDirectory(parent, PREFIX);
    FileChannel lock =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      throw new IOException(directory + ": another process has locked this new directory");
    }
    return new SpillDirectory(directory, lock);
  }

  private static void removeIfAbandoned(Path directory) {
    try (FileChannel lock = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE)) {
      FileLock acquired = lock.tryLock();
      if (acquired != null) {
        remove(directory);
      }
    } catch (IOException | OverlappingFileLockException | UncheckedIOException e) {
      // it belongs to a process that starts or still runs
      LOG.debug("not removed: {}", directory, e);
    }
  }

  /** Stores bytes in a new file. Throws if they cannot be written, and then leaves no file. */
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

  /** Returns the path of the directory. */
  public Path directory() {
    return directory;
  }

  /** Returns whether the directory was deleted, for instance by a cleanup of temporary files. */
  public boolean isDeleted() {
    return Files.notExists(directory);
  }

  @Override
  public void close() {
    try {
      if (!isDeleted()) {
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
