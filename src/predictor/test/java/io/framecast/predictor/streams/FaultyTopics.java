package io.framecast.predictor.streams;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds topics' record limits. A lookup throws a given exception, in the middle of a stream's
 * processing.
 */
final class FaultyTopics extends AbstractMap<String, Integer> {
  private String topic = "";
  private Supplier<Throwable> thrown = IllegalStateException::new;
  private int times;

  /** Makes the next lookups of this topic fail. */
  synchronized void fail(String topic, int times, Supplier<Throwable> thrown) {
    this.topic = topic;
    this.times = times;
    this.thrown = thrown;
  }

  /** Stops the failures, and returns how many were not thrown. */
  synchronized int stop() {
    int left = times;
    times = 0;
    return left;
  }

  @Override
  public @Nullable Integer get(Object asked) {
    failIf(asked);
    return null;
  }

  @Override
  public Integer getOrDefault(Object asked, Integer otherwise) {
    failIf(asked);
    return otherwise;
  }

  private synchronized void failIf(Object asked) {
    if (times > 0 && topic.equals(asked)) {
      times--;
      FaultyTopics.<RuntimeException>raise(thrown.get());
    }
  }

  @SuppressWarnings("unchecked") // it is thrown as what it is
  private static <T extends Throwable> void raise(Throwable any) throws T {
    throw (T) any;
  }

  @Override
  public Set<Map.Entry<String, Integer>> entrySet() {
    return Set.of();
  }
}
