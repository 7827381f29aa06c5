package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.squares.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Sends the frames of a few hundred live streams, each of which has 10 to 60 frames. Half of the
 * streams end with a null value, the others stop without one.
 */
final class StreamChurn {
  static final int LIVE = 300;
  private static final int SHORTEST = 10;
  private static final int LONGEST = 60;

  /** The mean number of frames of a stream. */
  static final double LIFE = (SHORTEST + LONGEST) / 2.0;

  private final Random random;
  private final LoopedFrames images;
  private final List<ShortStream> live = new ArrayList<>();
  private final Map<String, Long> frames = new HashMap<>();
  private long sent;
  private long ended;

  private static final class ShortStream {
    private final int number;
    private final String name;
    private final int life;
    private int next;

    ShortStream(int number, int life) {
      this.number = number;
      this.name = "cam" + number;
      this.life = life;
    }
  }

  StreamChurn(long seed) {
    random = new Random(seed);
    images = new LoopedFrames(new World(seed, World.Mode.BOUNCE, 2, 24, 40), 16, LONGEST);
  }

  /**
   * Sends each live stream's next frame. Removes finished streams; the next round replaces them.
   */
  void sendRound(TestDeployment deployment) {
    while (live.size() < LIVE) {
      int life = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
      live.add(new ShortStream(frames.size() + live.size(), life));
    }
    for (Iterator<ShortStream> all = live.iterator(); all.hasNext(); ) {
      ShortStream one = all.next();
      byte[] value = images.frame(one.number, one.next);
      deployment.send(one.name, value, "sequence", Integer.toString(one.next));
      one.next++;
      sent++;
      if (one.next == one.life) {
        all.remove();
        retire(one, deployment);
      }
    }
  }

  /** Ends all live streams. */
  void endAll(TestDeployment deployment) {
    live.forEach(one -> retire(one, deployment));
    live.clear();
  }

  private void retire(ShortStream one, TestDeployment deployment) {
    frames.put(one.name, (long) one.next);
    if (random.nextBoolean()) {
      deployment.send(one.name.getBytes(UTF_8), null);
      ended++;
    }
  }

  /** Returns the number of frames of each finished stream. */
  Map<String, Long> frames() {
    return frames;
  }

  /** Returns the number of frames sent. */
  long sent() {
    return sent;
  }

  /** Returns the number of streams ended by a null value. */
  long ended() {
    return ended;
  }
}
