package io.framecast.frames;

/** Between a pixel's float and an encoding's whole-numbered sample. */
final class Samples {
  private Samples() {}

  /** The nearest of the levels 0 to {@code top}; what lies outside 0 and 1 is clamped, NaN is 0. */
  static int level(float value, int top) {
    // (int) of NaN is 0, and a clamped non-negative float rounds by adding one half
    return (int) (Math.min(1f, Math.max(0f, value)) * top + 0.5f);
  }

  /** The frame in steps of 1 / {@code top}, as whole-numbered samples hold it. */
  static Frame stepped(Frame frame, int top) {
    float[] steps = new float[frame.pixels().length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = level(frame.pixels()[i], top) / (float) top;
    }
    return new Frame(frame.height(), frame.width(), frame.channels(), steps);
  }

  static byte[] bytes(float[] pixels) {
    byte[] samples = new byte[pixels.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) level(pixels[i], 255);
    }
    return samples;
  }

  static short[] shorts(float[] pixels) {
    short[] samples = new short[pixels.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) level(pixels[i], 65535);
    }
    return samples;
  }
}
