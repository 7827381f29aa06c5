package io.framecast.layers;

/**
 * How many threads layers compute with, as a setting of the thread that calls them, like OpenMP's.
 * Results depend on it in the last bit: clips that one thread computes go through one convolution.
 */
public final class Threads {
  private static final ThreadLocal<Integer> USED = ThreadLocal.withInitial(() -> Workers.COUNT);

  private Threads() {}

  /**
   * For whatever this thread computes from now on; one a core where nothing is said.
   *
   * @param threads more than there are cores give the results of so many, and no more speed
   */
  public static void use(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("expected at least 1 thread, found " + threads);
    }
    USED.set(threads);
  }

  /** How many this thread uses. */
  public static int used() {
    return USED.get();
  }
}
