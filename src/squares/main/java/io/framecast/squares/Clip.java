package io.framecast.squares;

import io.framecast.frames.Frame;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Consecutive frames of a scene and the frames to forecast.
 *
 * @param noisy input frames 0 to T-1
 * @param targets clean frames 1 to T, one after each input frame
 */
public record Clip(List<Frame> noisy, List<Frame> targets) {
  /** Frames of a clip in the Keras example. */
  public static final int FRAMES = 15;

  public Clip {
    if (noisy.size() != targets.size()) {
      throw new IllegalArgumentException(
          "expected as many targets as frames, found " + targets.size() + " for " + noisy.size());
    }
    noisy = List.copyOf(noisy);
    targets = List.copyOf(targets);
  }

  /** Returns the first frames of a scene. */
  public static Clip of(Scene scene, int frames) {
    return of(scene, 0, frames);
  }

  /** Returns frames {@code from} to {@code to - 1} of a scene. */
  public static Clip of(Scene scene, int from, int to) {
    return new Clip(
        IntStream.range(from, to).mapToObj(scene::noisy).toList(),
        IntStream.rangeClosed(from + 1, to).mapToObj(scene::clean).toList());
  }

  /**
   * Returns clips 0 to {@code count - 1} of the set drawn with this seed, 15 frames of 40 x 40
   * each.
   */
  public static List<Clip> set(long seed, int count, int speed) {
    return LongStream.range(0, count)
        .mapToObj(index -> of(Scene.clip(seed, index, speed), FRAMES))
        .toList();
  }

  /** Returns the number of frames. */
  public int length() {
    return noisy.size();
  }
}
