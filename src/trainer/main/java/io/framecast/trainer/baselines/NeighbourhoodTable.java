package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.util.ArrayList;
import java.util.List;

/**
 * Forecasts the frequency of a bright pixel after each pattern of bright and dark in its 3x3
 * neighbourhood in frames t and t-1 (2^18 patterns; 2^9 for a first frame). A rare pattern falls
 * back on the smaller table, and that one on persistence.
 */
final class NeighbourhoodTable implements Forecaster {
  private static final int PATTERNS = 1 << 9;

  private final float[] first; // [pattern of frame t]
  private final float[] settled; // [pattern of frame t << 9 | pattern of frame t-1]

  private NeighbourhoodTable(float[] first, float[] settled) {
    this.first = first;
    this.settled = settled;
  }

  static NeighbourhoodTable fit(List<Clip> training) {
    int[] firstSeen = new int[PATTERNS];
    double[] firstBright = new double[PATTERNS];
    int[] seen = new int[PATTERNS * PATTERNS];
    double[] bright = new double[PATTERNS * PATTERNS];
    for (Clip clip : training) {
      int[] before = new int[0];
      for (int t = 0; t < clip.length(); t++) {
        int[] now = patterns(clip.noisy().get(t));
        float[] target = clip.targets().get(t).pixels();
        for (int i = 0; i < now.length; i++) {
          firstSeen[now[i]]++;
          firstBright[now[i]] += target[i];
          if (t > 0) {
            int both = now[i] * PATTERNS + before[i];
            seen[both]++;
            bright[both] += target[i];
          }
        }
        before = now;
      }
    }
    float prior = BrightProbability.estimate(training).afterBright();
    float[] first = new float[PATTERNS];
    for (int i = 0; i < PATTERNS; i++) {
      first[i] = (float) ((firstBright[i] + prior) / (firstSeen[i] + 1));
    }
    float[] settled = new float[PATTERNS * PATTERNS];
    for (int i = 0; i < settled.length; i++) {
      settled[i] = (float) ((bright[i] + 2 * first[i / PATTERNS]) / (seen[i] + 2));
    }
    return new NeighbourhoodTable(first, settled);
  }

  @Override
  public String name() {
    return "lookup-3x3";
  }

  @Override
  public List<Frame> oneStep(List<Frame> noisy) {
    List<Frame> forecasts = new ArrayList<>(noisy.size());
    int[] before = new int[0];
    for (Frame frame : noisy) {
      int[] now = patterns(frame);
      float[] pixels = new float[now.length];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = before.length == 0 ? first[now[i]] : settled[now[i] * PATTERNS + before[i]];
      }
      forecasts.add(new Frame(frame.height(), frame.width(), 1, pixels));
      before = now;
    }
    return forecasts;
  }

  /** Returns the nine pixels around each pixel as bits; pixels beyond the border are dark. */
  private static int[] patterns(Frame frame) {
    int height = frame.height();
    int width = frame.width();
    int[] patterns = new int[height * width];
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        if (frame.pixels()[r * width + c] <= 0.5f) {
          continue;
        }
        for (int dr = -1; dr <= 1; dr++) {
          for (int dc = -1; dc <= 1; dc++) {
            int row = r + dr;
            int column = c + dc;
            if (row >= 0 && row < height && column >= 0 && column < width) {
              patterns[row * width + column] |= 1 << ((dr + 1) * 3 + dc + 1);
            }
          }
        }
      }
    }
    return patterns;
  }
}
