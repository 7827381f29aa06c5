package io.framecast.topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The position of a record in the log, written as {@code topic-partition@offset}. */
public record RecordPosition(String topic, int partition, long offset) {
  /** The most characters of a Kafka topic's name. */
  private static final int MOST_TOPIC = 249;

  public static RecordPosition of(ConsumerRecord<?, ?> record) {
    return new RecordPosition(record.topic(), record.partition(), record.offset());
  }

  /** Parses the text of {@link #toString}; throws {@link InvalidRecordException} for any other. */
  public static RecordPosition parse(String text) {
    int at = text.lastIndexOf('@');
    int dash = text.lastIndexOf('-', at);
    if (dash > 0) {
      try {
        RecordPosition source =
            new RecordPosition(
                text.substring(0, dash),
                Integer.parseInt(text.substring(dash + 1, at)),
                Long.parseLong(text.substring(at + 1)));
        // rejects "-3", "+3", "03" and digits of other scripts
        if (dash <= MOST_TOPIC
            && source.partition >= 0
            && source.offset >= 0
            && source.toString().equals(text)) {
          return source;
        }
      } catch (NumberFormatException e) {
        // reported below
      }
    }
    throw new InvalidRecordException(
        "expected topic-partition@offset, found " + RecordText.quote(text.strip()));
  }

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
