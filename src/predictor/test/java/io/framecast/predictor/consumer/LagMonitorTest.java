package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LagMonitorTest {
  private static final TopicPartition A = new TopicPartition("t", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(LagMonitor.class);
  private CompletableFuture<Map<TopicPartition, Long>> answer = new CompletableFuture<>();
  private long nanos;
  private final LagMonitor monitor =
      new LagMonitor(consumer, RecordBufferTest.buffer(consumer), asked -> answer, () -> nanos);

  @BeforeEach
  void assign() {
    consumer.assign(Set.of(A));
    consumer.updateBeginningOffsets(Map.of(A, 0L));
    consumer.updateEndOffsets(Map.of(A, 30L)); // the last stable offset
    consumer.seek(A, 20);
    logged.start();
    log.addAppender(logged);
  }

  @AfterEach
  void close() {
    log.detachAppender(logged);
    consumer.close();
  }

  @Test
  void countsTheRecordsOfAnOpenTransactionOnceTheBrokerHasAnswered() {
    assertThat(monitor.measure()).isEqualTo(Map.of(0, 10L));
    assertThat(monitor.measure()).isEqualTo(Map.of(0, 10L));
    answer.complete(Map.of(A, 50L));
    assertThat(monitor.measure()).isEqualTo(Map.of(0, 30L));
  }

  @Test
  void aBrokerThatDoesNotAnswerLeavesTheReadableRecords() {
    answer.completeExceptionally(new KafkaException("away"));
    monitor.measure();
    assertThat(monitor.measure()).isEqualTo(Map.of(0, 10L));
  }

  @Test
  void logsATransactionThatIsOpenForLong() {
    answer.complete(Map.of(A, 50L));
    monitor.measure();
    monitor.measure();
    nanos += Duration.ofSeconds(9).toNanos();
    monitor.measure();
    assertThat(logged.list).isEmpty();
    nanos += Duration.ofSeconds(2).toNanos();
    monitor.measure();
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly(
            "records of t-0 from offset 30 on are not readable for 11 s: a producer has not ended its"
                + " transaction; 20 records wait for it");
  }

  @Test
  void aTransactionThatEndsIsNotLogged() {
    answer.complete(Map.of(A, 50L));
    monitor.measure();
    monitor.measure();
    nanos += Duration.ofSeconds(9).toNanos();
    consumer.updateEndOffsets(Map.of(A, 40L));
    monitor.measure();
    nanos += Duration.ofSeconds(9).toNanos();
    monitor.measure();
    assertThat(logged.list).isEmpty();
  }
}
