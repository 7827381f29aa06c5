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
