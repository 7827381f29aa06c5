package io.framecast.trainer.files;

import io.framecast.frames.NpyFrames;
import io.framecast.frames.RefusedFrameException;
import java.nio.file.Path;

/** Reads {@code .npy} files of several frames. */
public final class NpyFiles {
  private static final long MAX_BYTES = 1L << 30;

  private NpyFiles() {}

  /** Reads a {@code .npy} file; throws {@link InvalidInputException} for another format. */
  public static NpyFrames read(Path file) {
    try {
      return NpyFrames.decode(PlainFiles.bytes(file, MAX_BYTES, "a .npy file"));
    } catch (RefusedFrameException e) {
      throw new InvalidInputException(file + ": " + e.getMessage());
    }
  }
}
