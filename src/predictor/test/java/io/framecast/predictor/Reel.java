package io.framecast.predictor;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;

/** PNGs of a world, encoded beforehand and shown without end: forth and back, so nothing jumps. */
final class Reel {
  private final byte[][][] frames;

  /** So many cameras' first so many frames. */
  Reel(World world, int cameras, int length) {
    frames = new byte[cameras][length][];
    for (int s = 0; s < cameras; s++) {
      for (int n = 0; n < length; n++) {
        frames[s][n] = Encoding.PNG8.encode(world.noisy(s, n));
      }
    }
  }

  /** 64 cameras of the 40x40 squares that bounce. */
  static Reel squares() {
    return new Reel(new World(1, World.Mode.BOUNCE, 1, 40, 40), 64, 100);
  }

  /** Frame {@code number} of a stream; where there are more streams than cameras they share. */
  byte[] frame(int stream, long number) {
    byte[][] one = frames[stream % frames.length];
    int at = (int) (number % (2L * one.length - 2));
    return one[at < one.length ? at : 2 * one.length - 2 - at];
  }
}
