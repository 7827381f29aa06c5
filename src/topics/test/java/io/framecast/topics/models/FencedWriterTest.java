package io.framecast.topics.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class FencedWriterTest {

  @Test
  void recognisesEachFailureOfAWriterThatAnotherOneReplaces() {
    for (KafkaException e :
        List.of(
            new ProducerFencedException("a newer producer"),
            new InvalidProducerEpochException("an old epoch"),
            new InvalidTxnStateException("an aborted transaction"),
            new KafkaException("commit", new InvalidProducerEpochException("an old epoch")),
            new KafkaException("Unhandled error in EndTxnResponse"))) {
      assertThat(FencedWriter.isCauseOf(e)).as(e.toString()).isTrue();
    }
  }

  @Test
  void anyOtherFailureIsNotTriedAgain() {
    for (KafkaException e :
        List.of(
            new TimeoutException("no answer"),
            new TopicAuthorizationException("no rights"),
            new KafkaException("send", new RecordTooLargeException("too large")))) {
      assertThat(FencedWriter.isCauseOf(e)).as(e.toString()).isFalse();
    }
  }
}
