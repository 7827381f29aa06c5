package io.framecast.topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Represents a record that a Kafka client cannot return; only its position is known. Either its
 * batch decompresses to more than the heap holds, since Kafka limits only the compressed size, or
 * the batch is damaged on the broker.
 */
public final class UnfetchableRecord extends ConsumerRecord<byte[], byte[]> {
  private final String reason;

  @SuppressWarnings("NullAway") // the client's own records may have no key and no value either
  UnfetchableRecord(String topic, int partition, long offset, Throwable cause) {
    super(topic, partition, offset, null, null);
    this.reason =
        cause instanceof OutOfMemoryError
            ? "expected a record that the heap can hold, found one that unpacks to more"
            : "expected a record that the Kafka client can read, found: " + message(cause);
  }

  /** Uses the cause, which describes the damage when other records of the fetch came first. */
  private static @Nullable String message(Throwable thrown) {
    return (thrown.getCause() == null ? thrown : thrown.getCause()).getMessage();
  }

  /** Returns one sentence that says expected and found. */
  public String reason() {
    return reason;
  }

  /** Returns whether a poll threw this because of a record, not because of the connection. */
  static boolean isCauseOf(Throwable thrown) {
    return thrown instanceof OutOfMemoryError
        // the client has no exception of its own for a damaged record
        || (thrown.getClass() == KafkaException.class && isThrownByFetch(thrown));
  }

  private static boolean isThrownByFetch(Throwable thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    return stack.length > 0
        && stack[0].getClassName().matches(".*\\.(CompletedFetch|FetchCollector)");
  }
}
