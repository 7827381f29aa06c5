package io.framecast.trainer.log;

import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the records of topics by their offsets. Tests put a log without a broker in its place. */
public interface RecordLog {

  /**
   * Reads the records from one offset up to another one, which is left out, or up to the current
   * end of the partition.
   *
   * @param reader takes each record and answers whether it wants more
   */
  void read(
      TopicPartition partition,
      long from,
      long to,
      Predicate<ConsumerRecord<byte[], byte[]>> reader);

  /** Returns the offset after the newest record of every partition. */
  Map<TopicPartition, Long> ends(String topic);

  /** Returns the offset of the oldest record that every partition still holds. */
  Map<TopicPartition, Long> beginnings(String topic);
}
