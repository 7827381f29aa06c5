package io.framecast.squares;

/**
 * Random numbers by their place instead of by their turn: a hash of what is drawn for. The
 * finaliser and the increment are SplitMix64's (Steele, Lea, Flood 2014); written out because the
 * JDK does not promise that its own generators give the same numbers in every release.
 */
public final class Draws {
  private static final long INCREMENT = 0x9e3779b97f4a7c15L;

  private Draws() {}

  /** A hash of a hash and an index; chain it for more indices. */
  public static long at(long key, long index) {
    long z = key + (index + 1) * INCREMENT;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** 0 to {@code bound - 1}, even to within 2^-32. */
  public static int below(long hash, int bound) {
    return (int) (((hash >>> 32) * bound) >>> 32);
  }
}
