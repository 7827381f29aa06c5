package io.framecast.topics.models;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Writes changes of the registry, each as a transaction of one shared id. Its start fences the
 * transaction of another process (KIP-98). Then the topic is read to its end, and the change is
 * decided on that and committed with its event. A fenced process reads and decides again. So
 * changes have one order, and each is decided on all before it.
 */
final class RegistryWriter {
  private static final int ATTEMPTS = 20;

  /** The bytes of a record without its value: key, headers, batch. */
  static final int RECORD_OVERHEAD = 1_024;

  private final RegistryClients clients;
  private final String transactionalId;
  private final Supplier<RegistrySnapshot> reader;

  /**
   * Opens no connection yet.
   *
   * @param models the topic
   * @param reader reads it to its end
   */
  RegistryWriter(RegistryClients clients, String models, Supplier<RegistrySnapshot> reader) {
    this.clients = clients;
    this.transactionalId = "framecast-models-" + models;
    this.reader = reader;
  }

  /** Decides on the current state which records to write. */
  interface Change {
    void decide(RegistrySnapshot now, Consumer<ProducerRecord<byte[], byte[]>> out);
  }

  /**
   * Decides and writes.
   *
   * @param recordBytes the topic's limit
   */
  void write(Change change, int recordBytes) {
    // max.message.bytes may be the largest int
    int largest = (int) Math.min(Integer.MAX_VALUE, (long) recordBytes + RECORD_OVERHEAD);
    for (int attempt = 1; ; attempt++) {
      try {
        writeOnce(change, largest);
        return;
      } catch (KafkaException e) {
        if (attempt == ATTEMPTS || !FencedWriter.isCauseOf(e)) {
          throw e;
        }
      }
    }
  }

  private void writeOnce(Change change, int largest) {
    try (Producer<byte[], byte[]> producer =
        clients.transactionalProducer(transactionalId, largest)) {
      producer.initTransactions();
      List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>();
      change.decide(reader.get(), out::add);
      if (!out.isEmpty()) {
        producer.beginTransaction();
        for (ProducerRecord<byte[], byte[]> record : out) {
          RegistryClients.get(producer.send(record));
        }
        producer.commitTransaction();
      }
    }
  }
}
