package io.framecast.layers;

/**
 * Sets how many threads the layers use, per calling thread as in OpenMP. The number changes the
 * last bit of results, because one thread computes all its clips in one convolution.
 */
public final class Threads {
  private static final ThreadLocal<Integer> THREADS =
      ThreadLocal.withInitial(() -> ClipWorkers.COUNT);

  private Threads() {}

  /**
   * Sets the number for later computations of this thread. The default is one thread per core.
   *
   * @param threads the number, at least 1; numbers above the cores change results but not speed
   */
  public static void setThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("expected at least 1 thread, found " + threads);
    }
    THREADS.set(threads);
  }

  /** Returns the number for computations of this thread. */
  public static int threads() {
    return THREADS.get();
  }
}
