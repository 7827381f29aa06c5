package io.framecast.trainer.service;

import io.framecast.service.RefusedSettingException;
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

/** The directory of a round, held by one trainer at a time. */
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

  /** Throws {@link RefusedSettingException} where it cannot be had. */
  static WorkDirectory held(Path directory) {
    try {
      Files.createDirectories(directory);
      if (Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class)) {
        // how clients are let in is written down there for the round
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = locked(channel);
      if (lock == null) {
        channel.close();
        throw new RefusedSettingException(
            "framecast.trainer.directory: expected %s for this trainer alone, found another in it"
                .formatted(directory));
      }
      return new WorkDirectory(directory, channel);
    } catch (IOException e) {
      throw new RefusedSettingException(
          "framecast.trainer.directory: expected %s to be written to, found %s"
              .formatted(directory, e));
    }
  }

  private static @Nullable FileLock locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another trainer of this virtual machine
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
