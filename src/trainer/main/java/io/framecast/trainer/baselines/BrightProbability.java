package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.util.List;

/** The probability of a bright pixel after a bright one, and after a dark one. */
record BrightProbability(float afterBright, float afterDark) {

  /**
   * Estimates it on training clips.
   *
   * @param input index of the frame that is the input
   * @param target index in {@link Clip#targets} of the frame that is forecast
   */
  static BrightProbability estimate(List<Clip> training, int input, int target) {
    PixelCounts counts = new PixelCounts();
    for (Clip clip : training) {
      counts.add(clip.noisy().get(input), clip.targets().get(target));
    }
    return counts.chance();
  }

  /** Estimates it from every frame and its successor. */
  static BrightProbability estimate(List<Clip> training) {
    PixelCounts counts = new PixelCounts();
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

  private static final class PixelCounts {
    private final long[] pixels = new long[2];
    private final double[] bright = new double[2];

    void add(Frame input, Frame target) {
      for (int i = 0; i < input.pixels().length; i++) {
        int from = input.pixels()[i] > 0.5f ? 1 : 0;
        pixels[from]++;
        bright[from] += target.pixels()[i];
      }
    }

    BrightProbability chance() {
      return new BrightProbability(
          (float) (bright[1] / pixels[1]), (float) (bright[0] / pixels[0]));
    }
  }
}
