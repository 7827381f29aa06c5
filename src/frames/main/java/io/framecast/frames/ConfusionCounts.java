package io.framecast.frames;

/**
 * Counts pixels over one frame or many: the scores of many frames are those of their summed counts.
 */
public record ConfusionCounts(long hits, long misses, long falseAlarms) {
  /** No pixel has been counted. */
  public static final ConfusionCounts NONE = new ConfusionCounts(0, 0, 0);

  /** Returns the sum of two counts. */
  public ConfusionCounts plus(ConfusionCounts more) {
    return new ConfusionCounts(
        hits + more.hits, misses + more.misses, falseAlarms + more.falseAlarms);
  }

  /** Returns the critical success index, {@code hits / (hits + misses + falseAlarms)}, or 0. */
  public double csi() {
    return (double) hits / Math.max(1, hits + misses + falseAlarms);
  }

  /** Returns the F1 score, the harmonic mean of precision and recall, or 0 without any pixel. */
  public double f1() {
    return 2.0 * hits / Math.max(1, 2 * hits + misses + falseAlarms);
  }
}
