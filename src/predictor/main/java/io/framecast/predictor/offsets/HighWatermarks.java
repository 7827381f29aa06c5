package io.framecast.predictor.offsets;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads the high watermarks of partitions: their ends, including open transactions. */
public interface HighWatermarks {
  /** A leader that is there answers much faster. */
  int TIMEOUT_MILLIS = 1_000;

  /** Returns the high watermarks; throws {@link KafkaException} if the broker does not answer. */
  Map<TopicPartition, Long> of(Set<TopicPartition> partitions) throws InterruptedException;

  /** Asks for the high watermarks, without waiting for them. */
  static CompletableFuture<Map<TopicPartition, Long>> request(
      Admin admin, Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    return admin
        .listOffsets(
            latest,
            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED).timeoutMs(TIMEOUT_MILLIS))
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(
            found -> {
              Map<TopicPartition, Long> ends = new HashMap<>();
              found.forEach((partition, info) -> ends.put(partition, info.offset()));
              return ends;
            });
  }

  /** Returns a reader that asks with this client. */
  static HighWatermarks asking(Admin admin) {
    return partitions -> {
      try {
        return request(admin, partitions).get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof KafkaException cause
            ? cause
            : new KafkaException(e.getCause());
      }
    };
  }
}
