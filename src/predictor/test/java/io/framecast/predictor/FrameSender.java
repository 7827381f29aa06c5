package io.framecast.predictor;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;

/** Sends the numbered PNG frames of the streams cam0, cam1 and so on, in turn. */
final class FrameSender {
  private final World world;
  private final int streams;
  private int sent;

  FrameSender(World world, int streams) {
    this.world = world;
    this.streams = streams;
  }

  /** Sends this many next frames of each stream. */
  void send(TestDeployment to, int frames) {
    int from = sent / streams;
    for (int n = from; n < from + frames; n++) {
      for (int s = 0; s < streams; s++) {
        byte[] value = Encoding.PNG8.encode(world.noisy(s, n));
        to.send("cam" + s, value, "sequence", Integer.toString(n));
        sent++;
      }
    }
  }

  /** Returns the number of frames sent for all streams. */
  int sent() {
    return sent;
  }
}
