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
 * Streams that come, live for 10 to 60 frames and go, a few hundred at a time: half of them end,
 * the others just stop.
 */
final class Crowd {
  static final int LIVE = 300;
  private static final int SHORTEST = 10;
  private static final int LONGEST = 60;

  /** Frames of a stream, on average. */
  static final double LIFE = (SHORTEST + LONGEST) / 2.0;

  private final Random random;
  private final Reel reel;
  private final List<Visitor> live = new ArrayList<>();
  private final Map<String, Long> frames = new HashMap<>();
  private long sent;
  private long ended;

  private static final class Visitor {
    private final int number;
    private final String name;
    private final int life;
    private int next;

    Visitor(int number, int life) {
      this.number = number;
      this.name = "cam" + number;
      this.life = life;
    }
  }

  Crowd(long seed) {
    random = new Random(seed);
    reel = new Reel(new World(seed, World.Mode.BOUNCE, 2, 24, 40), 16, LONGEST);
  }

  /** Each one's next frame; who has sent the last one goes, and others come in the next round. */
  void round(Installation installation) {
    while (live.size() < LIVE) {
      int life = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
      live.add(new Visitor(frames.size() + live.size(), life));
    }
    for (Iterator<Visitor> all = live.iterator(); all.hasNext(); ) {
      Visitor one = all.next();
      byte[] value = reel.frame(one.number, one.next);
      installation.send(one.name, value, "sequence", Integer.toString(one.next));
      one.next++;
      sent++;
      if (one.next == one.life) {
        all.remove();
        go(one, installation);
      }
    }
  }

  /** Everybody goes. */
  void leave(Installation installation) {
    live.forEach(one -> go(one, installation));
    live.clear();
  }

  private void go(Visitor one, Installation installation) {
    frames.put(one.name, (long) one.next);
    if (random.nextBoolean()) {
      installation.send(one.name.getBytes(UTF_8), null);
      ended++;
    }
  }

  /** How many frames each of those sent that have gone. */
  Map<String, Long> frames() {
    return frames;
  }

  /** Frames so far. */
  long sent() {
    return sent;
  }

  /** Streams that have been ended so far. */
  long ended() {
    return ended;
  }
}
