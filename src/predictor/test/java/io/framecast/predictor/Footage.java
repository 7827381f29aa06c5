package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Records of several streams, the same for the same seed, among them what must not disturb
 * anything: repetitions, gaps, restarts, ends and what is no frame at all.
 */
final class Footage {
  private static final int PARTITIONS = 12;
  private static final int HEIGHT = 24;
  private static final int WIDTH = 40;

  private record Shot(int partition, String stream, byte[] value, String[] headers) {}

  private final List<Shot> shots = new ArrayList<>();

  Footage(long seed, int streams, int frames) {
    Random random = new Random(seed);
    World world = new World(seed, World.Mode.BOUNCE, 2, HEIGHT, WIDTH);
    long[] next = new long[streams];
    for (int n = 0; n < frames; n++) {
      for (int s = 0; s < streams; s++) {
        shots.add(shot(random, world, s, next));
      }
    }
  }

  private static Shot shot(Random random, World world, int s, long[] next) {
    List<Encoding> encodings = List.of(Encoding.PNG8, Encoding.NPY_U1, Encoding.PNG16);
    byte[] value = encodings.get(s % 3).encode(world.noisy(s, next[s]));
    String[] headers = {"sequence", Long.toString(next[s])};
    switch (random.nextInt(150)) {
      case 0 -> value = Arrays.copyOf(value, value.length / 2);
      case 1 -> headers[1] = Long.toString(Math.max(1, next[s] - 3));
      case 2 -> headers = new String[] {"framecast-reset", "true", "sequence", headers[1]};
      case 3 -> {
        value = null;
        next[s] = -1;
      }
      case 4 -> next[s] += 2; // the next one comes after a gap
      case 5 -> next[s] += 9;
      default -> {}
    }
    next[s]++;
    return new Shot(s % PARTITIONS, "cam" + s, value, headers);
  }

  int size() {
    return shots.size();
  }

  /** Sends the records from one to before another, the streams spread over so many partitions. */
  void send(Installation installation, int from, int to, int partitions) {
    for (Shot shot : shots.subList(from, to)) {
      installation.send(
          shot.partition % partitions, shot.stream.getBytes(UTF_8), shot.value, shot.headers);
    }
  }
}
