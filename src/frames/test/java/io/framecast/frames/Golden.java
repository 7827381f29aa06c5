package io.framecast.frames;

import java.io.IOException;
import java.io.InputStream;

/**
 * The frame that the files under {@code golden/} hold, 10 rows by 12 columns: number i = 12 row +
 * column counted on by a step that differs per encoding. NumPy 2.4.6 wrote the .npy files,
 * ImageMagick 6.9 the images; {@code written-*.png} are our own.
 */
final class Golden {
  static final int HEIGHT = 10;
  static final int WIDTH = 12;

  private Golden() {}

  static byte[] bytes(String file) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(file, e);
    }
  }

  /** (2 i + 50 c) mod 256. */
  static Frame levels8(int channels) {
    return frame(channels, (i, c) -> (i * 2 + 50 * c) % 256 / 255f);
  }

  /** (523 i + 9000 c) mod 65536. */
  static Frame levels16(int channels) {
    return frame(channels, (i, c) -> (i * 523 + 9000 * c) % 65536 / 65535f);
  }

  /** i / 64 - .25 + c: below 0, above 1, and exact in binary. */
  static Frame floats(int channels) {
    return frame(channels, (i, c) -> i / 64f - 0.25f + c);
  }

  static Frame frame(int channels, Pixel pixel) {
    float[] pixels = new float[HEIGHT * WIDTH * channels];
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = pixel.at(k / channels, k % channels);
    }
    return new Frame(HEIGHT, WIDTH, channels, pixels);
  }

  interface Pixel {
    float at(int i, int channel);
  }
}
