package io.framecast.squares;

/**
 * Computes random numbers as hashes of a key and an index, in any order. The finaliser and the
 * increment are SplitMix64's (Steele, Lea, Flood 2014); it is written here because the JDK may
 * change the numbers of its generators in any release.
 */
public final class HashRandom {
  private static final long INCREMENT = 0x9e3779b97f4a7c15L;

  private HashRandom() {}

  /** Hashes a hash and an index; chain it for more indices. */
  public static long at(long key, long index) {
    long z = key + (index + 1) * INCREMENT;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Returns a number from 0 to {@code bound - 1}, uniform to within 2^-32. */
  public static int below(long hash, int bound) {
    return (int) (((hash >>> 32) * bound) >>> 32);
  }
}
