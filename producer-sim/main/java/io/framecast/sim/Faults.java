package io.framecast.sim;

import io.framecast.squares.Draws;
import java.util.Arrays;

/**
 * What goes wrong on the way, each with its own probability and decided anew for every frame by the
 * film's seed.
 *
 * @param drop the frame is never sent
 * @param repeat the frame is sent twice
 * @param corrupt the frame is sent as bytes that no decoder takes
 */
public record Faults(double drop, double repeat, double corrupt) {
  public static final Faults NONE = new Faults(0, 0, 0);

  /** Throws {@link IllegalArgumentException} for what is no probability. */
  public Faults {
    expectProbability("drop", drop);
    expectProbability("repeat", repeat);
    expectProbability("corrupt", corrupt);
  }

  boolean drops(long key) {
    return happens(Draws.at(key, 0), drop);
  }

  boolean repeats(long key) {
    return happens(Draws.at(key, 1), repeat);
  }

  boolean corrupts(long key) {
    return happens(Draws.at(key, 2), corrupt);
  }

  /** Nothing, half a file, or a file with another beginning. */
  static byte[] broken(byte[] file, long key) {
    return switch (Draws.below(Draws.at(key, 3), 3)) {
      case 0 -> new byte[0];
      case 1 -> Arrays.copyOf(file, file.length / 2);
      default -> {
        byte[] other = file.clone();
        other[0] ^= 0x55;
        yield other;
      }
    };
  }

  private static boolean happens(long hash, double probability) {
    return (hash >>> 11) * 0x1p-53 < probability;
  }

  private static void expectProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "expected a probability from 0 to 1 for " + name + ", found " + value);
    }
  }
}
