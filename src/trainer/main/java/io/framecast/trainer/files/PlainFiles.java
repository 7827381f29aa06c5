package io.framecast.trainer.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Reads and writes the files of the commands; a problem is one sentence. */
public final class PlainFiles {

  /** A configuration is a few hundred bytes. */
  private static final long MAX_TEXT_BYTES = 1 << 20;

  private PlainFiles() {}

  /** Reads a short text file, such as a configuration. */
  public static String text(Path file) {
    return text(file, MAX_TEXT_BYTES);
  }

  /** Reads a text file of at most so many bytes. */
  public static String text(Path file, long most) {
    expectSize(file, most);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw refused(file, "a readable text file", e);
    }
  }

  /** Reads a file of at most so many bytes. */
  public static byte[] bytes(Path file, long most) {
    expectSize(file, most);
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw refused(file, "a readable file", e);
    }
  }

  private static void expectSize(Path file, long most) {
    try {
      long size = Files.size(file);
      if (size > most) {
        throw new InvalidInputException(
            file + ": expected at most " + most + " bytes, found " + size);
      }
    } catch (IOException e) {
      throw refused(file, "a readable file", e);
    }
  }

  /** Writes a whole file or nothing, so that no reader finds half a file. */
  public static void write(Path file, byte[] bytes) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw refused(file, "a place to write to", e);
    }
  }

  private static InvalidInputException refused(Path file, String expected, IOException e) {
    String found =
        e instanceof NoSuchFileException
            ? "no such file"
            : e instanceof AccessDeniedException ? "no permission" : e.toString();
    return new InvalidInputException(file + ": expected " + expected + ", found " + found, e);
  }
}
