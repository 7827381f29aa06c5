package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Generates records of several streams, equal for equal seeds. They include records that must not
 * disturb anything: repetitions, gaps, restarts, ends and invalid frames.
 */
final class FrameRecords {
  private static final int PARTITIONS = 12;
  private static final int HEIGHT = 24;
  private static final int WIDTH = 40;

  private record InputRecord(int partition, String stream, byte[] value, String[] headers) {}

  private final List<InputRecord> records = new ArrayList<>();

  FrameRecords(long seed, int streams, int frames) {
    Random random = new Random(seed);
    World world = new World(seed, World.Mode.BOUNCE, 2, HEIGHT, WIDTH);
    long[] next = new long[streams];
    for (int n = 0; n < frames; n++) {
      for (int s = 0; s < streams; s++) {
        records.add(create(random, world, s, next));
      }
    }
  }

  private static InputRecord create(Random random, World world, int s, long[] next) {
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
      case 4 -> next[s] += 2; // a gap before the next frame
      case 5 -> next[s] += 9;
      default -> {}
    }
    next[s]++;
    return new InputRecord(s % PARTITIONS, "cam" + s, value, headers);
  }

  int size() {
    return records.size();
  }

  /** Sends the records of this range, with the streams spread over this many partitions. */
  void send(TestDeployment deployment, int from, int to, int partitions) {
    for (InputRecord record : records.subList(from, to)) {
      deployment.send(
          record.partition % partitions,
          record.stream.getBytes(UTF_8),
          record.value,
          record.headers);
    }
  }
}
