package io.framecast.console.follow;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Base64;

/**
 * An encoded frame as it stands in a topic, for whoever can decode it.
 *
 * @param type {@code image/png}, {@code image/jpeg} or {@code application/x-npy}
 * @param data the record's value in base64
 */
@Serdeable
public record Picture(String type, String data) {

  static Picture of(String type, byte[] value) {
    return new Picture(type, Base64.getEncoder().encodeToString(value));
  }

  /** Characters, which is about what it takes in memory. */
  int size() {
    return data.length();
  }
}
