package io.framecast.sim;

import io.framecast.squares.HashRandom;
import java.util.Arrays;

/**
 * The probabilities of faults. The seed decides them for each frame.
 *
 * @param drop the probability that a frame is never sent
 * @param repeat the probability that a frame is sent twice
 * @param corrupt the probability that a frame is sent as bytes that no decoder accepts
 */
public record FaultInjection(double drop, double repeat, double corrupt) {
  public static final FaultInjection NONE = new FaultInjection(0, 0, 0);

  /** Throws {@link IllegalArgumentException} for a value outside 0 to 1. */
  public FaultInjection {
    requireProbability("drop", drop);
    requireProbability("repeat", repeat);
    requireProbability("corrupt", corrupt);
  }

  boolean isDropped(long key) {
    return happens(HashRandom.at(key, 0), drop);
  }

  boolean isRepeated(long key) {
    return happens(HashRandom.at(key, 1), repeat);
  }

  boolean isCorrupt(long key) {
    return happens(HashRandom.at(key, 2), corrupt);
  }

  /** Returns an empty file, half the file, or the file with another first byte. */
  static byte[] corrupt(byte[] file, long key) {
    return switch (HashRandom.below(HashRandom.at(key, 3), 3)) {
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

  private static void requireProbability(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "expected a probability from 0 to 1 for " + name + ", found " + value);
    }
  }
}
