package io.framecast.frames;

/** Converts between a pixel's float and an encoding's integer sample. */
final class Samples {
  private Samples() {}

  /** Returns the nearest integer from 0 to {@code top}; values are clamped to [0, 1], NaN is 0. */
  static int quantize(float value, int top) {
    // (int) of NaN is 0, and a clamped non-negative float rounds by adding one half
    return (int) (Math.min(1f, Math.max(0f, value)) * top + 0.5f);
  }

  /** Returns the frame rounded to multiples of 1 / {@code top}, as integer samples hold it. */
  static Frame quantize(Frame frame, int top) {
    float[] quantized = new float[frame.pixels().length];
    for (int i = 0; i < quantized.length; i++) {
      quantized[i] = quantize(frame.pixels()[i], top) / (float) top;
    }
    return new Frame(frame.height(), frame.width(), frame.channels(), quantized);
  }

  /** Returns the number of an IEEE 754 half, given as its 16 bits. */
  static float fromHalf(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + fraction / 1024f, exponent - 15);
        };
    return bits < 0 ? -magnitude : magnitude;
  }

  static byte[] toBytes(float[] pixels) {
    byte[] samples = new byte[pixels.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) quantize(pixels[i], 255);
    }
    return samples;
  }

  static short[] toShorts(float[] pixels) {
    short[] samples = new short[pixels.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) quantize(pixels[i], 65535);
    }
    return samples;
  }
}
