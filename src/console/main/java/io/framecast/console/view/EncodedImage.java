package io.framecast.console.view;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Base64;

/**
 * An encoded frame with the bytes of its record; the browser decodes it.
 *
 * @param type {@code image/png}, {@code image/jpeg} or {@code application/x-npy}
 * @param data the record's value in base64
 */
@Serdeable
public record EncodedImage(String type, String data) {

  static EncodedImage of(String type, byte[] value) {
    return new EncodedImage(type, Base64.getEncoder().encodeToString(value));
  }

  /** Returns the number of characters, about the size in memory. */
  int size() {
    return data.length();
  }
}
