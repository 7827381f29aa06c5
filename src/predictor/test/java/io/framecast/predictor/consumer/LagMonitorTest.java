package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.predictor.offsets.HighWatermarks.LogEnd;
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
  private static final TopicPartition B = new TopicPartition("t", 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(LagMonitor.class);
  private CompletableFuture<Map<TopicPartition, LogEnd>> answer = new CompletableFuture<>();
  private long nanos;
  private final LagMonitor monitor =
      new LagMonitor(consumer, RecordBufferTest.buffer(consumer), asked -> answer, () -> nanos);

  @BeforeEach
  void assign() {
    consumer.assign(Set.of(A, B));
    consumer.updateBeginningOffsets(Map.of(A, 0L, B, 0L));
    consumer.updateEndOffsets(Map.of(A, 30L, B, 7L)); // the last stable offsets
    consumer.seek(A, 20);
    consumer.seek(B, 7);
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
    assertThat(monitor.measure()).isEqualTo(Map.of(0, 10L, 1, 0L));
    assertThat(monitor.measure()).isEqualTo(Map.of(0, 10L, 1, 0L));
    answer.complete(Map.of(A, new LogEnd(30, 50)));
    assertThat(monitor.measure()).isEqualTo(Map.of(0, 30L, 1, 0L));
  }

  @Test
  void aBrokerThatDoesNotAnswerLeavesTheReadableRecords() {
    answer.completeExceptionally(new KafkaException("away"));
    monitor.measure();
    assertThat(monitor.measure()).isEqualTo(Map.of(0, 10L, 1, 0L));
  }

  @Test
  void logsATransactionThatIsOpenForLong() {
    answer.complete(Map.of(A, new LogEnd(30, 50)));
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
    answer.complete(Map.of(A, new LogEnd(30, 50)));
    monitor.measure();
    monitor.measure();
    nanos += Duration.ofSeconds(9).toNanos();
    answer = CompletableFuture.completedFuture(Map.of(A, new LogEnd(40, 50)));
    monitor.measure();
    nanos += Duration.ofSeconds(9).toNanos();
    monitor.measure();
    monitor.measure();
    assertThat(logged.list).isEmpty();
  }

  /** While the workers are busy, nothing is fetched, so the consumer's own position is old. */
  @Test
  void aConsumerThatFetchesNothingIsNoOpenTransaction() {
    answer.complete(Map.of(A, new LogEnd(500, 500)));
    for (int n = 0; n < 5; n++) {
      assertThat(monitor.measure()).containsKey(0);
      nanos += Duration.ofSeconds(9).toNanos();
    }
    assertThat(logged.list).isEmpty();
  }

  @Test
  void namesEachPartitionWithAnOpenTransaction() {
    answer.complete(Map.of(A, new LogEnd(30, 50), B, new LogEnd(7, 9)));
    monitor.measure();
    monitor.measure();
    nanos += Duration.ofSeconds(11).toNanos();
    monitor.measure();
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(message -> message.startsWith("records of t-0 from offset 30 on"))
        .anyMatch(message -> message.startsWith("records of t-1 from offset 7 on"));
  }
}
