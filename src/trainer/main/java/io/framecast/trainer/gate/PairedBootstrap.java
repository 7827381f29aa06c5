package io.framecast.trainer.gate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The difference in skill of two forecasters on the same clips, with the interval of a paired
 * cluster bootstrap. Streams are drawn with replacement, each with all of its clips and the errors
 * of both, so that a stream that is hard for both favours neither. The draws give the standard
 * error, and Student's t the width of the interval, because a gate has few streams (Cameron,
 * Gelbach and Miller 2008). With fewer than {@value #MIN_STREAMS} streams clips are drawn instead.
 *
 * @param difference in skill on all clips
 * @param low end of the interval
 * @param high end of the interval
 * @param clips how many there were
 * @param streams how many there were
 */
public record PairedBootstrap(double difference, double low, double high, int clips, int streams) {
  /** With two, the interval is so wide that hardly any version passes; with one there is none. */
  static final int MIN_STREAMS = 3;

  private static final int DRAWS = 2_000;

  /** Sums over the clips that are drawn together. */
  private static final class Cluster {
    private double gain;
    private double persistence;
  }

  /**
   * Compares squared errors.
   *
   * @param champion its error on every clip
   * @param challenger its error on the same clips
   * @param alpha the probability outside of the interval, half on either side
   */
  public static PairedBootstrap of(
      List<ClipError> champion, List<ClipError> challenger, double alpha, long seed) {
    int n = champion.size();
    if (n == 0 || challenger.size() != n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected errors of the same clips, found %d and %d",
              n,
              challenger.size()));
    }
    int streams = (int) champion.stream().map(ClipError::stream).distinct().count();
    Map<String, Cluster> clusters = new TreeMap<>();
    Cluster all = new Cluster();
    for (int i = 0; i < n; i++) {
      String name = streams < MIN_STREAMS ? Integer.toString(i) : champion.get(i).stream();
      Cluster cluster = clusters.computeIfAbsent(name, key -> new Cluster());
      for (Cluster sum : List.of(cluster, all)) {
        sum.gain += champion.get(i).model() - challenger.get(i).model();
        sum.persistence += champion.get(i).persistence();
      }
    }
    double difference = ratio(all.gain, all.persistence);
    double wide = width(clusters.values().toArray(new Cluster[0]), alpha, seed);
    return new PairedBootstrap(difference, difference - wide, difference + wide, n, streams);
  }

  /** Returns half of the width of the interval. */
  private static double width(Cluster[] clusters, double alpha, long seed) {
    int n = clusters.length;
    if (n == 1) {
      return Double.POSITIVE_INFINITY;
    }
    SplittableRandom random = new SplittableRandom(seed);
    double sum = 0;
    double squares = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      Cluster drawn = new Cluster();
      for (int k = 0; k < n; k++) {
        Cluster one = clusters[random.nextInt(n)];
        drawn.gain += one.gain;
        drawn.persistence += one.persistence;
      }
      double gain = ratio(drawn.gain, drawn.persistence);
      sum += gain;
      squares += gain * gain;
    }
    double mean = sum / DRAWS;
    double variance = Math.max(0, squares / DRAWS - mean * mean) * n / (n - 1); // of n, not of all
    TDistribution students = new TDistribution(null, n - 1); // draws nothing
    return students.inverseCumulativeProbability(1 - alpha / 2) * Math.sqrt(variance);
  }

  /** Returns 0 where nothing moves: there the skill cannot differ. */
  private static double ratio(double gain, double persistence) {
    return persistence == 0 ? 0 : gain / persistence;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%+.4f (%+.4f to %+.4f, %d clips%s)",
        difference,
        low,
        high,
        clips,
        streams < MIN_STREAMS
            ? " of " + streams + (streams == 1 ? " stream" : " streams") + ", taken as independent"
            : streams == clips ? "" : " of " + streams + " streams");
  }
}
