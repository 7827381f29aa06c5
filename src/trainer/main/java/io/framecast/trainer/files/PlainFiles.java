package io.framecast.trainer.files;

import io.framecast.convlstm.InputFile;
import io.framecast.convlstm.InvalidWeightsException;
import io.framecast.convlstm.UnusableFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and writes the files of the commands; a problem is one sentence. */
public final class PlainFiles {

  /** A configuration is a few hundred bytes. */
  private static final long MAX_TEXT_BYTES = 1 << 20;

  private PlainFiles() {}

  /**
   * Reads a short text file, such as a configuration.
   *
   * @param expected what the file holds, for the message
   */
  public static String text(Path file, String expected) {
    return text(file, MAX_TEXT_BYTES, expected);
  }

  /** Reads a text file of at most so many bytes. */
  public static String text(Path file, long most, String expected) {
    byte[] bytes = bytes(file, most, expected);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw refused(file, expected, "a file that is no text in UTF-8", e);
    }
  }

  /** Reads a file of at most so many bytes. */
  public static byte[] bytes(Path file, long most, String expected) {
    try {
      return InputFile.read(file, most);
    } catch (UnusableFileException e) {
      throw refused(file, expected, String.valueOf(e.getMessage()), e);
    }
  }

  /** Parses what was read from a file; a message about its content names the file. */
  public static <S, T> T parse(Path file, S content, Function<S, T> parser) {
    try {
      return parser.apply(content);
    } catch (InvalidWeightsException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Checks that a file can be written there, so that a command fails before its work and not after
   * it.
   *
   * @param file null for an option that is not set
   */
  public static void requireWritable(@Nullable Path file) {
    if (file == null) {
      return;
    }
    Path path = file.toAbsolutePath();
    if (Files.exists(path) && !Files.isRegularFile(path)) { // a new file would replace a device
      String found = Files.isDirectory(path) ? "a directory" : "something else, such as a device";
      throw refused(file, "a file to write", found, null);
    }
    Path folder = path.getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw refused(file, "a file to write", folder + ", which is no directory", null);
    }
    if (!Files.isWritable(folder)) {
      throw refused(file, "a file to write", folder + ", where this user may not write", null);
    }
  }

  /** Refuses to write to the file that a command reads. */
  public static void requireOther(Path written, Path read) {
    try {
      if (Files.exists(written) && Files.exists(read) && Files.isSameFile(written, read)) {
        throw refused(written, "another file than the one that is read", "the same one", null);
      }
    } catch (IOException e) {
      throw refused(written, "a file to write", "one that cannot be looked at", e);
    }
  }

  /** Writes a whole file or nothing, so that no reader finds half a file. */
  public static void write(Path file, byte[] bytes) {
    requireWritable(file);
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UnwrittenFileException(file, e);
    }
  }

  private static InvalidInputException refused(
      Path file, String expected, String found, @Nullable IOException cause) {
    return new InvalidInputException(
        file + ": expected " + expected + ", found " + found + "; check the path", cause);
  }
}
