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

/** Reads the high watermarks of partitions: their ends, including open transactions. */
public interface HighWatermarks {
  /** Returns the high watermarks; throws {@link KafkaException} if the broker does not answer. */
  Map<TopicPartition, Long> of(Set<TopicPartition> partitions) throws InterruptedException;

  /** Returns a reader that asks with this client. */
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
