package io.framecast.service;

import io.framecast.topics.UnreadableRecords;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/** Registers a counter of unreadable records for each topic that a service reads. */
public final class UnreadableRecordsMeter {
  private UnreadableRecordsMeter() {}

  /** Registers {@code framecast_unreadable_records_total} for these topics. */
  public static void register(
      MeterRegistry registry, UnreadableRecords unreadable, Iterable<String> topics) {
    for (String topic : topics) {
      FunctionCounter.builder("framecast.unreadable.records", unreadable, u -> u.count(topic))
          .description("Records that were skipped because they do not belong in their topic.")
          .tag("topic", topic)
          .register(registry);
    }
  }
}
