package io.framecast.convlstm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a whole file that a user named, or says in plain words what is there instead. */
public final class InputFile {

  private InputFile() {}

  /**
   * Reads the bytes of a file, or of a pipe.
   *
   * @param maxBytes the limit, below 2 GiB; a device that never ends is not read further
   * @throws UnusableFileException for a file that is missing, a directory, empty, too large or not
   *     readable
   */
  public static byte[] read(Path file, long maxBytes) throws UnusableFileException {
    if (Files.isDirectory(file)) {
      throw new UnusableFileException("a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
      if (bytes.length > maxBytes) {
        throw new UnusableFileException("a file of more than " + maxBytes + " bytes");
      }
      if (bytes.length == 0) {
        throw new UnusableFileException("an empty file");
      }
      return bytes;
    } catch (UnusableFileException e) {
      throw e;
    } catch (IOException e) {
      throw new UnusableFileException(describe(e), e);
    }
  }

  private static String describe(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "a file that this user may not read";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return "a file that cannot be read (" + reason + ")";
  }
}
