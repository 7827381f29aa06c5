package io.framecast.trainer.baselines;

import io.framecast.squares.Square;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Explains the bright pixels of some frames by squares at constant velocities of at most one pixel
 * per frame along each axis. It repeatedly takes the square that explains most unexplained pixels,
 * of all squares that are filled with bright pixels in every frame.
 */
final class MotionFit {
  private static final int MOST_SQUARES = 12;

  private final List<OccupancyMap> frames;
  private final boolean[][] left; // [frame][pixel]: bright and not yet explained
  private int leftPixels;

  private MotionFit(List<OccupancyMap> frames) {
    this.frames = frames;
    left = new boolean[frames.size()][];
    for (int t = 0; t < left.length; t++) {
      left[t] = frames.get(t).bright.clone();
      for (boolean bright : left[t]) {
        leftPixels += bright ? 1 : 0;
      }
    }
  }

  /** Returns the squares; their frame 0 is the last of the given frames. */
  static List<Square> of(List<OccupancyMap> frames) {
    return new MotionFit(frames).squares();
  }

  /**
   * A square that fits.
   *
   * @param seen its visible pixels in all frames
   * @param gain unexplained pixels that it covered at the last count; the number only decreases
   * @param order of its discovery
   */
  private record Candidate(Square square, int seen, int gain, int order) {
    /** Most explained; then the slower, the less seen, the later found. */
    static final Comparator<Candidate> BEST_FIRST =
        Comparator.comparingInt((Candidate c) -> -c.gain)
            .thenComparingInt(c -> Math.abs(c.square.rowSpeed()) + Math.abs(c.square.columnSpeed()))
            .thenComparingInt(c -> c.seen)
            .thenComparingInt(c -> -c.order);
  }

  private List<Square> squares() {
    PriorityQueue<Candidate> queue = new PriorityQueue<>(64, Candidate.BEST_FIRST);
    for (Candidate candidate : candidates()) {
      queue.add(candidate);
    }
    List<Square> squares = new ArrayList<>();
    while (leftPixels > 0 && squares.size() < MOST_SQUARES) {
      Candidate best = queue.poll();
      if (best == null) {
        break;
      }
      int gain = unexplained(best.square, false);
      if (gain == best.gain) {
        leftPixels -= unexplained(best.square, true);
        squares.add(best.square);
      } else if (gain > 0) {
        queue.add(new Candidate(best.square, best.seen, gain, best.order));
      }
    }
    return squares;
  }

  private List<Candidate> candidates() {
    OccupancyMap last = frames.get(frames.size() - 1);
    List<Candidate> found = new ArrayList<>();
    for (int size = 0; size < OccupancyMap.HALF_WIDTHS.length; size++) {
      int w = OccupancyMap.HALF_WIDTHS[size];
      for (int rowSpeed = -1; rowSpeed <= 1; rowSpeed++) {
        for (int columnSpeed = -1; columnSpeed <= 1; columnSpeed++) {
          for (int row = 1 - w; row < last.height + w; row++) {
            for (int column = 1 - w; column < last.width + w; column++) {
              Square square = new Square(row, column, rowSpeed, columnSpeed, w);
              int seen = last.isFilled(size, row, column) ? seenIfFilled(square, size) : 0;
              if (seen > 0) {
                found.add(new Candidate(square, seen, seen, found.size()));
              }
            }
          }
        }
      }
    }
    return found;
  }

  /** Visible pixels in all frames, or 0 where one of them is dark. */
  private int seenIfFilled(Square s, int size) {
    int seen = 0;
    for (int t = 0; t < frames.size(); t++) {
      int ago = t - frames.size() + 1;
      int row = s.row() + s.rowSpeed() * ago;
      int column = s.column() + s.columnSpeed() * ago;
      if (!frames.get(t).isFilled(size, row, column)) {
        return 0;
      }
      seen += frames.get(t).visible(row, column, s.halfWidth());
    }
    return seen;
  }

  private int unexplained(Square s, boolean explain) {
    int pixels = 0;
    for (int t = 0; t < frames.size(); t++) {
      int ago = t - frames.size() + 1;
      int row = s.row() + s.rowSpeed() * ago;
      int column = s.column() + s.columnSpeed() * ago;
      OccupancyMap frame = frames.get(t);
      int bottom = OccupancyMap.clip(row + s.halfWidth(), frame.height);
      int from = OccupancyMap.clip(column - s.halfWidth(), frame.width);
      int to = OccupancyMap.clip(column + s.halfWidth(), frame.width);
      for (int r = OccupancyMap.clip(row - s.halfWidth(), frame.height); r < bottom; r++) {
        for (int c = from; c < to; c++) {
          int pixel = r * frame.width + c;
          if (left[t][pixel]) {
            pixels++;
            left[t][pixel] = !explain;
          }
        }
      }
    }
    return pixels;
  }
}
