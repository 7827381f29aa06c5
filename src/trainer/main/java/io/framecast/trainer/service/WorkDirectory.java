package io.framecast.trainer.service;

import io.framecast.service.InvalidSettingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Holds the directory of the rounds for this trainer alone. */
final class WorkDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private WorkDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  Path path() {
    return path;
  }

  /** Locks a directory; throws {@link InvalidSettingException} if that fails. */
  static WorkDirectory lock(Path directory) {
    try {
      Files.createDirectories(directory);
      if (Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class)) {
        // the credentials of Kafka clients are written there for the round
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new InvalidSettingException(
            "framecast.trainer.directory: %s is in use by another trainer; choose another directory"
                .formatted(directory));
      }
      return new WorkDirectory(directory, channel);
    } catch (IOException e) {
      throw new InvalidSettingException(
          "framecast.trainer.directory: %s cannot be written to: %s".formatted(directory, e));
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another trainer in this process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
