package io.framecast.demo;

import org.HdrHistogram.Histogram;

/** Percentiles, in ms, of the time from a frame's append to its visible prediction. */
record Latency(long count, long p50, long p99) {

  static Latency of(Histogram millis) {
    return new Latency(
        millis.getTotalCount(), millis.getValueAtPercentile(50), millis.getValueAtPercentile(99));
  }

  @Override
  public String toString() {
    return count == 0 ? "-" : p50 + " / " + p99;
  }
}
