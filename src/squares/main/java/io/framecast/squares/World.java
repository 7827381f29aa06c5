package io.framecast.squares;

import io.framecast.frames.Frame;

/**
 * The simulated world: any number of endless streams. Each frame is a function of seed, stream and
 * frame number.
 *
 * @param mode the kind of scene
 * @param speed highest speed along an axis, pixels per frame
 */
public record World(long seed, Mode mode, int speed, int height, int width) {
  /** The kind of scene that a stream shows. */
  public enum Mode {
    /** A new scene every {@link Clip#FRAMES} frames. */
    CLIPS,
    /** One scene whose squares bounce at the border. */
    BOUNCE
  }

  /** Throws {@link IllegalArgumentException} for a speed or size out of range. */
  public World {
    Scene.requireDrawable(speed, height, width);
  }

  /** Returns frame {@code n} of a stream with noise. */
  public Frame noisy(long stream, long n) {
    return scene(stream, n).noisy(within(n));
  }

  /** Returns frame {@code n} of a stream without noise. */
  public Frame clean(long stream, long n) {
    return scene(stream, n).clean(within(n));
  }

  /** Returns whether a new scene starts at frame {@code n}. */
  public boolean startsScene(long n) {
    return within(n) == 0;
  }

  private Scene scene(long stream, long n) {
    return mode == Mode.BOUNCE
        ? Scene.bounce(seed, stream, speed, height, width)
        : Scene.clip(HashRandom.at(seed, stream), n / Clip.FRAMES, speed, height, width);
  }

  private long within(long n) {
    return mode == Mode.BOUNCE ? n : n % Clip.FRAMES;
  }
}
