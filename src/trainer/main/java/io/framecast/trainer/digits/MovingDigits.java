package io.framecast.trainer.digits;

import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import io.framecast.squares.HashRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws clips of Moving MNIST as Shi et al. 2015 (section 4.1) describe them: two random digits in
 * 64x64 pixels, each at a random place, with a constant speed of 3 to 5 pixels a frame in a random
 * direction, bouncing at the border. Where digits overlap, the brighter pixel counts. An index
 * always gives the same clip.
 */
public final class MovingDigits {
  /** Rows and columns of a frame. */
  public static final int SIDE = 64;

  private static final int DIGITS = 2;
  private static final double SLOWEST = 3;
  private static final double FASTEST = 5;
  private static final int RANGE = SIDE - DigitImages.SIDE; // of a digit's upper left corner

  private final DigitImages images;
  private final long seed;

  public MovingDigits(DigitImages images, long seed) {
    this.images = images;
    this.seed = seed;
  }

  /** Returns a clip of so many frames, with the frame after each of them. */
  public Clip clip(long index, int frames) {
    SplittableRandom random = new SplittableRandom(HashRandom.at(seed, index));
    float[][] drawn = new float[frames + 1][SIDE * SIDE];
    for (int digit = 0; digit < DIGITS; digit++) {
      int image = random.nextInt(images.count());
      double y = RANGE * random.nextDouble();
      double x = RANGE * random.nextDouble();
      double angle = 2 * Math.PI * random.nextDouble();
      double speed = SLOWEST + (FASTEST - SLOWEST) * random.nextDouble();
      for (int t = 0; t <= frames; t++) {
        double row = bounce(y + t * speed * Math.sin(angle));
        double column = bounce(x + t * speed * Math.cos(angle));
        paint(image, (int) Math.round(row), (int) Math.round(column), drawn[t]);
      }
    }
    List<Frame> all = new ArrayList<>();
    for (float[] pixels : drawn) {
      all.add(new Frame(SIDE, SIDE, 1, pixels));
    }
    return new Clip(all.subList(0, frames), all.subList(1, frames + 1));
  }

  /** Returns where a point is that is reflected at 0 and at the end of the range. */
  static double bounce(double position) {
    double along = Math.abs(position) % (2.0 * RANGE);
    return along <= RANGE ? along : 2.0 * RANGE - along;
  }

  private void paint(int image, int top, int left, float[] to) {
    for (int row = 0; row < DigitImages.SIDE; row++) {
      for (int column = 0; column < DigitImages.SIDE; column++) {
        int at = (top + row) * SIDE + left + column;
        to[at] = Math.max(to[at], images.pixel(image, row, column));
      }
    }
  }
}
