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

  /**
   * Holds the two ends of a partition.
   *
   * @param stable the last stable offset, which a consumer reads up to; records behind it belong to
   *     an open transaction or wait for it
   * @param high the high watermark
   */
  record LogEnd(long stable, long high) {}

  /** Asks for both ends of partitions, without waiting for them. */
  static CompletableFuture<Map<TopicPartition, LogEnd>> requestBoth(
      Admin admin, Set<TopicPartition> partitions) {
    // first the earlier one: what is written in between is not taken for blocked for long
    CompletableFuture<Map<TopicPartition, Long>> stable =
        request(admin, partitions, IsolationLevel.READ_COMMITTED);
    return stable.thenCombine(
        request(admin, partitions, IsolationLevel.READ_UNCOMMITTED),
        (stableOffsets, high) -> {
          Map<TopicPartition, LogEnd> ends = new HashMap<>();
          high.forEach(
              (partition, offset) ->
                  ends.put(
                      partition,
                      new LogEnd(stableOffsets.getOrDefault(partition, offset), offset)));
          return ends;
        });
  }

  private static CompletableFuture<Map<TopicPartition, Long>> request(
      Admin admin, Set<TopicPartition> partitions, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    return admin
        .listOffsets(latest, new ListOffsetsOptions(isolation).timeoutMs(TIMEOUT_MILLIS))
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
        return request(admin, partitions, IsolationLevel.READ_UNCOMMITTED).get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof KafkaException cause
            ? cause
            : new KafkaException(e.getCause());
      }
    };
  }
}
