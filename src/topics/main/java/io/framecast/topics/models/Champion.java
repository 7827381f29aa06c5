package io.framecast.topics.models;

import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.framecast.topics.Json;

/**
 * The pointer to the live version.
 *
 * @param sha256 of the whole file, hexadecimal
 * @param promoted when, ISO 8601
 * @param by whom: an operator's name, or the trainer's
 * @param reason one sentence
 */
public record Champion(String version, String sha256, String promoted, String by, String reason) {

  private static final ObjectWriter WRITER = Json.writer(Champion.class);
  private static final ObjectReader READER = Json.reader(Champion.class);

  public byte[] toJson() {
    return Json.write(WRITER, this);
  }

  /** Throws {@link IllegalArgumentException} for what is no such pointer. */
  public static Champion parse(byte[] json) {
    Champion champion = Json.read(READER, json, Champion.class);
    if (champion.version == null || champion.sha256 == null) {
      throw new IllegalArgumentException(
          "expected a champion with version and sha256, found " + champion);
    }
    return champion;
  }
}
