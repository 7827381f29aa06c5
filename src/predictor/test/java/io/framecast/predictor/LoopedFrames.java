package io.framecast.predictor;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;

/** Holds encoded PNG frames of a world and repeats them forwards and backwards, without jumps. */
final class LoopedFrames {
  private final byte[][][] frames;

  /** Encodes this many first frames of each of this many streams. */
  LoopedFrames(World world, int cameras, int length) {
    frames = new byte[cameras][length][];
    for (int s = 0; s < cameras; s++) {
      for (int n = 0; n < length; n++) {
        frames[s][n] = Encoding.PNG8.encode(world.noisy(s, n));
      }
    }
  }

  /** Returns the frames of 64 streams of bouncing 40x40 squares. */
  static LoopedFrames squares() {
    return new LoopedFrames(new World(1, World.Mode.BOUNCE, 1, 40, 40), 64, 100);
  }

  /** Returns a stream's frame {@code number}; surplus streams share the encoded ones. */
  byte[] frame(int stream, long number) {
    byte[][] one = frames[stream % frames.length];
    int at = (int) (number % (2L * one.length - 2));
    return one[at < one.length ? at : 2 * one.length - 2 - at];
  }
}
