package io.framecast.topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a record stands in the log; written {@code topic-partition@offset}. */
public record Source(String topic, int partition, long offset) {
  /** Of the characters that Kafka lets a topic's name have. */
  private static final int MOST_TOPIC = 249;

  public static Source of(ConsumerRecord<?, ?> record) {
    return new Source(record.topic(), record.partition(), record.offset());
  }

  /** Reads what {@link #toString} writes; throws {@link InvalidRecordException} for others. */
  public static Source parse(String text) {
    int at = text.lastIndexOf('@');
    int dash = text.lastIndexOf('-', at);
    if (dash > 0) {
      try {
        Source source =
            new Source(
                text.substring(0, dash),
                Integer.parseInt(text.substring(dash + 1, at)),
                Long.parseLong(text.substring(at + 1)));
        // neither "-3" nor "+3", "03" or digits of another script are what was written
        if (dash <= MOST_TOPIC
            && source.partition >= 0
            && source.offset >= 0
            && source.toString().equals(text)) {
          return source;
        }
      } catch (NumberFormatException e) {
        // said below
      }
    }
    throw new InvalidRecordException(
        "expected topic-partition@offset, found " + RecordText.quoted(text.strip()));
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
