package io.framecast.topics.models;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Recognises the failures of a writer of the registry when another writer has begun since. */
final class FencedWriter {
  private FencedWriter() {}

  /**
   * Returns whether another writer's beginning is the cause, so that the change is tried again. For
   * a moment the broker may have aborted this transaction without the other producer's epoch. A
   * commit then fails with an invalid state. While the broker is about to fence this producer, it
   * answers a commit with an error of no name (Kafka 4.3.1, a pending state PREPARE_EPOCH_FENCE),
   * for which the client throws no class of its own. A batch with an old epoch shows as a cause of
   * the commit's failure.
   */
  static boolean isCauseOf(Throwable e) {
    return e instanceof ProducerFencedException
        || e instanceof InvalidProducerEpochException
        || e instanceof InvalidTxnStateException
        || (e.getCause() == null ? e.getClass() == KafkaException.class : isCauseOf(e.getCause()));
  }
}
