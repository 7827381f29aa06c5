package io.framecast.topics.models;

import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Json;
import io.framecast.topics.RecordText;
import org.jspecify.annotations.Nullable;

/**
 * The champion is the pointer to the live version.
 *
 * @param sha256 the hash of the file, hexadecimal
 * @param promoted the time of the promotion in ISO 8601
 * @param by the operator or the trainer
 * @param reason one sentence
 */
public record Champion(String version, String sha256, String promoted, String by, String reason) {

  public byte[] toJson() {
    return Json.write(this);
  }

  /** Reads the pointer; throws {@link InvalidRecordException} for any other value. */
  public static Champion parse(byte @Nullable [] json) {
    Champion champion = Json.read(json, Champion.class);
    if (champion.version == null || champion.sha256 == null) {
      throw new InvalidRecordException(
          "expected a champion with version and sha256, found one without");
    }
    if (!Version.isName(champion.version)) {
      throw new InvalidRecordException(
          "expected a version's name, found " + RecordText.quote(champion.version));
    }
    RecordText.name("sha256", champion.sha256);
    RecordText.sentence("promoted", champion.promoted);
    RecordText.sentence("by", champion.by);
    RecordText.sentence("reason", champion.reason);
    return champion;
  }
}
