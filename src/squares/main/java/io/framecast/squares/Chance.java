package io.framecast.squares;

import io.framecast.frames.Frame;
import java.util.List;

/** How often a pixel is bright after one that was bright, and after one that was dark. */
record Chance(float afterBright, float afterDark) {

  /**
   * Counted on training clips.
   *
   * @param input frame from which is forecast
   * @param target element of {@link Clip#targets} that is forecast
   */
  static Chance counted(List<Clip> training, int input, int target) {
    Counts counts = new Counts();
    for (Clip clip : training) {
      counts.add(clip.noisy().get(input), clip.targets().get(target));
    }
    return counts.chance();
  }

  /** Of every frame on its own successor. */
  static Chance counted(List<Clip> training) {
    Counts counts = new Counts();
    for (Clip clip : training) {
      for (int t = 0; t < clip.length(); t++) {
        counts.add(clip.noisy().get(t), clip.targets().get(t));
      }
    }
    return counts.chance();
  }

  Frame after(Frame frame) {
    float[] pixels = new float[frame.pixels().length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = frame.pixels()[i] > 0.5f ? afterBright : afterDark;
    }
    return new Frame(frame.height(), frame.width(), 1, pixels);
  }

  private static final class Counts {
    private final long[] pixels = new long[2];
    private final double[] bright = new double[2];

    void add(Frame input, Frame target) {
      for (int i = 0; i < input.pixels().length; i++) {
        int from = input.pixels()[i] > 0.5f ? 1 : 0;
        pixels[from]++;
        bright[from] += target.pixels()[i];
      }
    }

    Chance chance() {
      return new Chance((float) (bright[1] / pixels[1]), (float) (bright[0] / pixels[0]));
    }
  }
}
