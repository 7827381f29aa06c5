package io.framecast.predictor.offsets;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the broker for the high watermarks of partitions: their ends, open transactions included.
 */
public interface HighWatermarks {
  /** Throws {@link KafkaException} when there is no answer. */
  Map<TopicPartition, Long> of(Set<TopicPartition> partitions) throws InterruptedException;

  /** Asks by this client. */
  static HighWatermarks asking(Admin admin) {
    return partitions -> {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
      Map<TopicPartition, Long> ends = new HashMap<>();
      try {
        admin
            .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
            .all()
            .get()
            .forEach((partition, info) -> ends.put(partition, info.offset()));
      } catch (ExecutionException e) {
        throw e.getCause() instanceof KafkaException cause
            ? cause
            : new KafkaException(e.getCause());
      }
      return ends;
    };
  }
}
