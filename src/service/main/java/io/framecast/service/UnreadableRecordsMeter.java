package io.framecast.service;

import io.framecast.topics.UnreadableRecords;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/** Shows how many unreadable records a service has met, as a counter for each topic it reads. */
public final class UnreadableRecordsMeter {
  private UnreadableRecordsMeter() {}

  /** Registers {@code framecast_unreadable_records_total} for these topics. */
  public static void register(
      MeterRegistry registry, UnreadableRecords unreadable, Iterable<String> topics) {
    for (String topic : topics) {
      FunctionCounter.builder("framecast.unreadable.records", unreadable, u -> u.count(topic))
          .description("records that are not what their topic holds, and were passed over")
          .tag("topic", topic)
          .register(registry);
    }
  }
}
