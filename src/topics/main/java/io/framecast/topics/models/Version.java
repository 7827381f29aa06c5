package io.framecast.topics.models;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A version is one weights file in the registry.
 *
 * @param name the first 16 digits of {@code sha256}: the same bytes, the same name
 * @param sha256 the hash of the file, hexadecimal
 * @param bytes the size of the file
 * @param offset the offset of its record
 * @param published the time of its record, milliseconds since 1970
 */
public record Version(String name, String sha256, int bytes, long offset, long published) {
  private static final int NAME_DIGITS = 16;
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]{1,64}");

  /** Returns whether this is a valid name of a version. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Returns the name of a weights file. */
  public static String name(byte[] file) {
    return sha256(file).substring(0, NAME_DIGITS);
  }

  static Version of(byte[] file, long offset, long published) {
    String sha256 = sha256(file);
    return new Version(sha256.substring(0, NAME_DIGITS), sha256, file.length, offset, published);
  }

  private static String sha256(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
