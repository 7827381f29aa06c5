package io.framecast.convlstm;

/** Checks the values of a configuration. */
final class Ranges {
  private static final int MAX_FILTERS = 512;
  private static final int MAX_KERNEL = 15;
  private static final int MAX_DILATION = 8;

  private Ranges() {}

  /** Throws {@link IllegalArgumentException} with key, expected and found value if it is false. */
  static void require(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(key + ": expected " + expected + ", found " + found);
    }
  }

  static void requireWithin(String key, int min, int max, int found) {
    require(found >= min && found <= max, key, min + " to " + max, found);
  }

  static void requireFilters(int found) {
    requireWithin("filters", 1, MAX_FILTERS, found);
  }

  static void requireKernelSize(String key, int found) {
    requireWithin(key, 1, MAX_KERNEL, found);
  }

  static void requireDilation(int found) {
    requireWithin("dilation_rate", 1, MAX_DILATION, found);
  }

  static void requireEpsilon(double found) {
    require(found > 0 && found < 1, "epsilon", "a number between 0 and 1", found);
  }
}
