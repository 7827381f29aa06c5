package io.framecast.squares;

import io.framecast.frames.Frame;
import java.util.List;
import java.util.Locale;

/**
 * Three to seven squares that move at constant speeds. Each frame is computed on its own, so any
 * frame costs the same.
 *
 * <p>Distribution: {@code generate_movies} of Keras 2.1.0's {@code examples/conv_lstm.py}. Each
 * square adds 1 where it lies; in half of the frames it also adds +.1 or -.1 on a patch one pixel
 * wider on every side. Sums of 1 and more are cut to 1; negative ones stay.
 *
 * @param bounces whether squares turn at the border instead of leaving
 * @param noiseKey seed of the noise
 */
public record Scene(int height, int width, boolean bounces, long noiseKey, List<Square> squares) {
  /** Rows and columns of the Keras example. */
  public static final int SIDE = 40;

  /** Scenes of the two kinds differ even with equal seed and index. */
  private static final long CLIPS = 1;

  private static final long BOUNCES = 2;

  public Scene {
    squares = List.copyOf(squares);
  }

  /**
   * Returns clip {@code index} of the set drawn with this seed, 40 x 40; squares leave for good.
   */
  public static Scene clip(long seed, long index, int speed) {
    return clip(seed, index, speed, SIDE, SIDE);
  }

  /**
   * Returns the same for any frame size. Squares start with their centre inside the frame.
   *
   * @param speed highest speed along an axis, pixels per frame; 1 is the Keras example
   */
  public static Scene clip(long seed, long index, int speed, int height, int width) {
    return drawn(HashRandom.at(HashRandom.at(CLIPS, seed), index), false, speed, height, width);
  }

  /** Returns endless scene {@code index} of this seed, 40 x 40; squares stay inside the frame. */
  public static Scene bounce(long seed, long index, int speed) {
    return bounce(seed, index, speed, SIDE, SIDE);
  }

  /** Returns the same for any frame size. */
  public static Scene bounce(long seed, long index, int speed, int height, int width) {
    return drawn(HashRandom.at(HashRandom.at(BOUNCES, seed), index), true, speed, height, width);
  }

  private static Scene drawn(long key, boolean bounces, int speed, int height, int width) {
    requireDrawable(speed, height, width);
    long draws = HashRandom.at(key, 0);
    Square[] squares = new Square[3 + HashRandom.below(HashRandom.at(draws, 0), 5)];
    for (int i = 0; i < squares.length; i++) {
      long own = HashRandom.at(draws, 1 + i);
      int halfWidth = 2 + HashRandom.below(HashRandom.at(own, 0), 2);
      // a bouncing square starts entirely inside, any other with its centre inside
      int margin = bounces ? halfWidth : 0;
      int closed = bounces ? 1 : 0;
      squares[i] =
          new Square(
              margin + HashRandom.below(HashRandom.at(own, 1), height - 2 * margin + closed),
              margin + HashRandom.below(HashRandom.at(own, 2), width - 2 * margin + closed),
              HashRandom.below(HashRandom.at(own, 3), 2 * speed + 1) - speed,
              HashRandom.below(HashRandom.at(own, 4), 2 * speed + 1) - speed,
              halfWidth);
    }
    return new Scene(height, width, bounces, HashRandom.at(key, 1), List.of(squares));
  }

  static void requireDrawable(int speed, int height, int width) {
    if (speed < 0 || speed > 1000 || height < 8 || width < 8 || height > 4096 || width > 4096) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a speed of 0 to 1000 and a frame of 8x8 to 4096x4096, found speed %d and %dx%d",
              speed,
              height,
              width));
    }
  }

  /** Returns frame {@code n} with noise, {@code [height, width, 1]}. */
  public Frame noisy(long n) {
    float[] pixels = new float[height * width];
    paintNoisy(n, pixels, 0);
    return new Frame(height, width, 1, pixels);
  }

  /** Returns frame {@code n} without noise: 0 and 1. */
  public Frame clean(long n) {
    float[] pixels = new float[height * width];
    paintClean(n, pixels, 0);
    return new Frame(height, width, 1, pixels);
  }

  /**
   * Paints the frame of {@link #noisy} into an array.
   *
   * @param pixels must hold height x width zeros from {@code from} on
   */
  public void paintNoisy(long n, float[] pixels, int from) {
    // counted in tenths, which are exact, while sums of .1f would depend on their order
    for (int i = 0; i < squares.size(); i++) {
      Square square = squares.get(i);
      paint(square, n, 0, 10, pixels, from);
      int noise = noise(i, n);
      if (noise != 0) {
        paint(square, n, 1, noise, pixels, from);
      }
    }
    for (int i = from; i < from + height * width; i++) {
      pixels[i] = Math.min(10f, pixels[i]) / 10f;
    }
  }

  /**
   * Paints the frame of {@link #clean} into an array.
   *
   * @param pixels must hold height x width zeros from {@code from} on
   */
  public void paintClean(long n, float[] pixels, int from) {
    for (Square square : squares) {
      paint(square, n, 0, 1, pixels, from);
    }
    for (int i = from; i < from + height * width; i++) {
      pixels[i] = Math.min(1f, pixels[i]);
    }
  }

  /** Returns the noise in tenths: 0 in half of all cases, else +1 or -1. */
  private int noise(int square, long n) {
    return switch (HashRandom.below(HashRandom.at(HashRandom.at(noiseKey, square), n), 4)) {
      case 0 -> 1;
      case 1 -> -1;
      default -> 0;
    };
  }

  private void paint(Square s, long n, int wider, int value, float[] pixels, int from) {
    long row = centre(s.row(), s.rowSpeed(), s.halfWidth(), height, n);
    long column = centre(s.column(), s.columnSpeed(), s.halfWidth(), width, n);
    int reach = s.halfWidth() + wider;
    int left = within(column - reach, width);
    int right = within(column + reach, width);
    int bottom = within(row + reach, height);
    for (int r = within(row - reach, height); r < bottom; r++) {
      for (int c = left; c < right; c++) {
        pixels[from + r * width + c] += value;
      }
    }
  }

  private static int within(long place, int side) {
    return (int) Math.min(side, Math.max(0, place));
  }

  /**
   * Returns the centre; a bouncing one moves between the two points where its square touches a
   * border.
   */
  private long centre(int start, int speed, int halfWidth, int side, long n) {
    if (!bounces) {
      return start + speed * n;
    }
    long path = side - 2L * halfWidth;
    long there = Math.floorMod(start - halfWidth + speed * n, 2 * path);
    return halfWidth + (there <= path ? there : 2 * path - there);
  }
}
