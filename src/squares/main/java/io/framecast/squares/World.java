package io.framecast.squares;

import io.framecast.frames.Frame;

/**
 * What the cameras of the simulator look at: any number of streams that go on for ever, each frame
 * a function of seed, stream and number.
 *
 * @param mode what a stream shows
 * @param speed highest speed along an axis, pixels per frame
 */
public record World(long seed, Mode mode, int speed, int height, int width) {
  /** What a stream shows. */
  public enum Mode {
    /** A new scene every {@link Clip#FRAMES} frames, the squares of the last one gone. */
    CLIPS,
    /** One scene whose squares bounce at the border. */
    BOUNCE
  }

  /** Throws {@link IllegalArgumentException} for a world that cannot be drawn. */
  public World {
    Scene.expectDrawable(speed, height, width);
  }

  /** Frame {@code n} of a stream. */
  public Frame noisy(long stream, long n) {
    return scene(stream, n).noisy(within(n));
  }

  /** Frame {@code n} of a stream, without noise. */
  public Frame clean(long stream, long n) {
    return scene(stream, n).clean(within(n));
  }

  /** Whether frame {@code n} has nothing to do with the one before it. */
  public boolean startsAfresh(long n) {
    return within(n) == 0;
  }

  private Scene scene(long stream, long n) {
    return mode == Mode.BOUNCE
        ? Scene.bounce(seed, stream, speed, height, width)
        : Scene.clip(Draws.at(seed, stream), n / Clip.FRAMES, speed, height, width);
  }

  private long within(long n) {
    return mode == Mode.BOUNCE ? n : n % Clip.FRAMES;
  }
}
