package io.framecast.topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a record stands in the log; written {@code topic-partition@offset}. */
public record Source(String topic, int partition, long offset) {

  public static Source of(ConsumerRecord<?, ?> record) {
    return new Source(record.topic(), record.partition(), record.offset());
  }

  /** Reads what {@link #toString} writes; throws {@link IllegalArgumentException} for others. */
  public static Source parse(String text) {
    int at = text.lastIndexOf('@');
    int dash = text.lastIndexOf('-', at);
    if (dash > 0) {
      try {
        return new Source(
            text.substring(0, dash),
            Integer.parseInt(text.substring(dash + 1, at)),
            Long.parseLong(text.substring(at + 1)));
      } catch (NumberFormatException e) {
        // said below
      }
    }
    throw new IllegalArgumentException(
        "expected topic-partition@offset, found \"" + text.strip() + "\"");
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
