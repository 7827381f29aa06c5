package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.service.InvalidSettingException;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.gate.WeightsGuard;
import io.framecast.trainer.rounds.InvalidRoundException;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.TrainingClips;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the rounds, locked for this trainer alone. It holds the files of one round: what
 * its process needs, its snapshots, and its result.
 */
final class TrainingDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingDirectory.class);

  static final String MANIFEST = "manifest.json";
  static final String PARENT = "parent.safetensors";
  static final String CLIPS = "clips.json";
  static final String SNAPSHOTS = "saved";
  static final String CHALLENGER = "challenger.safetensors";
  static final String CRASH = "hs_err.log";
  static final String REPLAY = "replay.log";
  static final String HEAP = "heap.hprof";
  private static final String CHECKED = "checked";

  /** An earlier version of this program wrote the broker's password there. */
  private static final String CLIENT = "client.properties";

  private static final String PART = ".part";

  private final Path path;
  private final FileChannel channel;

  private TrainingDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  Path path() {
    return path;
  }

  /**
   * Locks a directory.
   *
   * @throws InvalidSettingException if it cannot be written to
   * @throws DirectoryInUseException if another trainer has locked it
   */
  static TrainingDirectory lock(Path directory) {
    try {
      Files.createDirectories(directory);
      if (Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class)) {
        // only this user may read frames and weights
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
      FileChannel channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new DirectoryInUseException(directory);
      }
      Files.deleteIfExists(directory.resolve(CLIENT));
      Files.deleteIfExists(directory.resolve(CLIENT + PART));
      return new TrainingDirectory(directory, channel);
    } catch (IOException e) {
      throw new InvalidSettingException(
          String.format(
              Locale.ROOT,
              "framecast.trainer.directory: %s cannot be written to: %s",
              directory,
              e));
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another trainer in this process
    }
  }

  /** Writes what a round needs; the manifest comes last, since it alone makes a round. */
  void write(ClipSelector.PlannedRound round, Weights parent) {
    cleanUp();
    write(PARENT, parent.toBytes());
    write(CLIPS, round.clips().toJson().getBytes(StandardCharsets.UTF_8));
    write(MANIFEST, round.manifest().toJson().getBytes(StandardCharsets.UTF_8));
  }

  /** Removes the result of an earlier process. */
  void removeResult() throws IOException {
    Files.deleteIfExists(path.resolve(CHALLENGER));
  }

  /** Returns the manifest of the interrupted round; null if there is none. */
  @Nullable Manifest findInterrupted() {
    try {
      return Manifest.parse(Files.readString(path.resolve(MANIFEST)));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | RuntimeException e) {
      LOG.warn("the round in {} cannot be resumed: {}", path, e.getMessage());
      return null;
    }
  }

  /** Returns the clips of the interrupted round; null if they cannot be read. */
  @Nullable TrainingClips interruptedClips() {
    try {
      return TrainingClips.parse(Files.readString(path.resolve(CLIPS)));
    } catch (IOException | InvalidRoundException e) {
      LOG.warn("the round in {} cannot be resumed: {}", path, e.getMessage());
      return null;
    }
  }

  /** Reads the result; throws {@link InvalidModelException} if it cannot be used. */
  Weights challenger() {
    return WeightsGuard.use("of this round", () -> Weights.read(path.resolve(CHALLENGER)));
  }

  /** Returns whether this version was compared with the one before it, after its promotion. */
  boolean isChecked(String version) {
    try {
      return Files.readString(path.resolve(CHECKED)).equals(version);
    } catch (IOException e) {
      return false; // none was yet
    }
  }

  /** Notes that this version was compared with the one before it. */
  void markChecked(String version) {
    write(CHECKED, version.getBytes(StandardCharsets.UTF_8));
  }

  /** Removes the files of a round that is over, so that it is not resumed. */
  void cleanUp() {
    try {
      for (String name :
          List.of(MANIFEST, SNAPSHOTS, CLIPS, PARENT, CHALLENGER, CRASH, REPLAY, HEAP)) {
        Files.deleteIfExists(path.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the files of a round cannot be removed from " + path, e);
    }
  }

  private void write(String name, byte[] bytes) {
    try {
      Files.createDirectories(path);
      Path part = path.resolve(name + PART);
      Files.write(part, bytes);
      Files.move(part, path.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("a round cannot be written to " + path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
