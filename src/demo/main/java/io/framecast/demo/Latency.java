package io.framecast.demo;

import org.HdrHistogram.Histogram;

/**
 * From a frame's append to its visible prediction.
 *
 * @param count how many were measured
 * @param p50 half took at most so many ms
 * @param p99 99 of 100 took at most so many ms
 */
record Latency(long count, long p50, long p99) {
  static final Latency UNKNOWN = new Latency(0, 0, 0);

  static Latency of(Histogram millis) {
    return new Latency(
        millis.getTotalCount(), millis.getValueAtPercentile(50), millis.getValueAtPercentile(99));
  }

  @Override
  public String toString() {
    return count == 0 ? "-" : p50 + " / " + p99;
  }
}
