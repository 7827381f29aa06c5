package io.framecast.topics;

import java.util.Locale;

/**
 * A key that falls into two partitions of the frames topic, and so makes two streams of one name.
 *
 * @param topic the frames topic
 * @param partition where the later of the two is
 */
public record SplitStream(String stream, String topic, int partition, int other) {

  /** Returns what is wrong and what to do. */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "expected the stream in one partition of %s, found its key in partitions %d and %d: they are"
            + " two streams of one name; use one partitioner in all producers, unless %s has got more"
            + " partitions",
        topic,
        other,
        partition,
        topic);
  }
}
