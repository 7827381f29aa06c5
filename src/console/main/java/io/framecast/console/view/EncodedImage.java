package io.framecast.console.view;

import io.framecast.frames.FrameDecoder;
import io.framecast.frames.RefusedFrameException;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Base64;

/**
 * An encoded frame; the browser decodes it.
 *
 * @param type {@code image/png}, {@code image/jpeg} or {@code application/x-npy}
 * @param data the file in base64
 */
@Serdeable
public record EncodedImage(String type, String data) {

  static EncodedImage of(String type, byte[] value) {
    return new EncodedImage(type, Base64.getEncoder().encodeToString(value));
  }

  /**
   * Returns the frame of a record. A browser shows the pixels that a predictor gets, whatever the
   * file says of orientation, alpha and colour. A file that the decoder refuses stays as it is.
   *
   * @param type its content type, one that the decoder knows
   */
  static EncodedImage ofFrame(String type, byte[] value, FrameDecoder decoder) {
    try {
      return of(type, decoder.normalize(value, type));
    } catch (RefusedFrameException e) {
      return of(type, value);
    }
  }

  /** Returns the number of characters, about the size in memory. */
  int size() {
    return data.length();
  }
}
