package io.framecast.predictor;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;

/** What so many cameras, cam0 and so on, make of a world: PNGs, numbered, one after the other. */
final class Film {
  private final World world;
  private final int streams;
  private int sent;

  Film(World world, int streams) {
    this.world = world;
    this.streams = streams;
  }

  /** The next so many frames of each. */
  void shoot(Installation to, int frames) {
    int from = sent / streams;
    for (int n = from; n < from + frames; n++) {
      for (int s = 0; s < streams; s++) {
        byte[] value = Encoding.PNG8.encode(world.noisy(s, n));
        to.send("cam" + s, value, "sequence", Integer.toString(n));
        sent++;
      }
    }
  }

  /** Frames of all cameras until now. */
  int sent() {
    return sent;
  }
}
