package io.framecast.frames;

/** Pixels counted over one frame or a set: scores of the set are those of the sums. */
public record Hits(long hits, long misses, long falseAlarms) {
  public static final Hits NONE = new Hits(0, 0, 0);

  public Hits plus(Hits more) {
    return new Hits(hits + more.hits, misses + more.misses, falseAlarms + more.falseAlarms);
  }

  /** Critical success index: hits of all that was predicted or there; 0 where nothing was. */
  public double csi() {
    return (double) hits / Math.max(1, hits + misses + falseAlarms);
  }

  /** Harmonic mean of precision and recall; 0 where nothing was predicted or there. */
  public double f1() {
    return 2.0 * hits / Math.max(1, 2 * hits + misses + falseAlarms);
  }
}
