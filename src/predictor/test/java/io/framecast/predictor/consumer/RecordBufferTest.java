package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.topics.RecordPoller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordBufferTest {
  private static final TopicPartition A = new TopicPartition("t", 0);
  private static final TopicPartition B = new TopicPartition("t", 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final RecordBuffer buffer = buffer(consumer);

  /** Returns a buffer of a consumer whose records the heap can hold. */
  static RecordBuffer buffer(MockConsumer<byte[], byte[]> consumer) {
    return new RecordBuffer(
        consumer,
        new RecordPoller(
            consumer,
            () -> {
              throw new AssertionError("expected no records that the heap cannot hold");
            }));
  }

  @BeforeEach
  void assign() throws Exception {
    consumer.assign(Set.of(A, B));
    consumer.updateBeginningOffsets(Map.of(A, 0L, B, 0L));
    consumer.seekToBeginning(Set.of(A, B));
    arrive(A, 0, 1, 4);
    buffer.poll(Duration.ZERO);
    arrive(B, 0);
    buffer.poll(Duration.ZERO);
  }

  @AfterEach
  void close() {
    consumer.close();
  }

  @Test
  void takesOneRecordOfEachPartitionInTurnAcrossCalls() {
    assertThat(taken(1)).containsExactly("t-0@0");
    assertThat(taken(2)).containsExactly("t-1@0", "t-0@1");
    assertThat(taken(5)).containsExactly("t-0@4");
    assertThat(taken(5)).isEmpty();
  }

  @Test
  void positionIsTheOffsetOfTheFirstBufferedRecord() {
    assertThat(buffer.position(A)).isZero();
    taken(3);
    assertThat(buffer.position(A)).as("offsets 2 and 3 hold no records").isEqualTo(4);
    assertThat(buffer.position(B)).isEqualTo(1);
    taken(1);
    assertThat(buffer.position(A)).isEqualTo(consumer.position(A));
  }

  static List<KafkaException> errorsThatPass() {
    return List.of(
        new UnknownServerException("a broker that starts"),
        new DisconnectException("a broker that ends"),
        new KafkaException("Unexpected error in join group response"));
  }

  @ParameterizedTest
  @MethodSource("errorsThatPass")
  void anErrorThatPassesRestoresTheStreams(KafkaException error) {
    consumer.setPollException(error);
    assertThatThrownBy(() -> buffer.poll(Duration.ZERO))
        .isInstanceOf(TransactionFailedException.class)
        .hasCause(error);
  }

  /** A consumer validates its position after a change of leader; without a broker it waits. */
  @Test
  void aPositionThatIsBeingValidatedStopsNothing() {
    MockConsumer<byte[], byte[]> validating =
        new MockConsumer<>("none") {
          @Override
          public synchronized OptionalLong currentLag(TopicPartition partition) {
            return OptionalLong.of(3);
          }

          @Override
          public synchronized long position(TopicPartition partition) {
            throw new AssertionError("expected a limit of time");
          }

          @Override
          public synchronized long position(TopicPartition partition, Duration timeout) {
            throw new TimeoutException("being validated");
          }
        };
    validating.assign(Set.of(A));
    RecordBuffer waiting = buffer(validating);
    assertThatThrownBy(() -> waiting.position(A)).isInstanceOf(TimeoutException.class);
    assertThat(waiting.readableEnd(A)).isEmpty();
  }

  static List<KafkaException> otherErrors() {
    return List.of(
        new TimeoutException("no answer"),
        new WakeupException(),
        new FencedInstanceIdException("another process has its id"),
        new TopicAuthorizationException("no rights"));
  }

  @ParameterizedTest
  @MethodSource("otherErrors")
  void anyOtherErrorReachesTheLoop(KafkaException error) {
    consumer.setPollException(error);
    assertThatThrownBy(() -> buffer.poll(Duration.ZERO)).isSameAs(error);
  }

  @Test
  void pausesAPartitionUntilItsBufferedRecordsAreTaken() throws Exception {
    taken(2);
    buffer.poll(Duration.ZERO);
    assertThat(consumer.paused()).containsExactly(A);
    taken(2);
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void aPartitionThatIsNotReadyKeepsItsRecordsAndDelaysNoOther() {
    assertThat(buffer.take(5, record -> record.partition() != 0)).hasSize(1);
    assertThat(buffer.position(A)).isZero();
    assertThat(taken(5)).hasSize(3);
  }

  @Test
  void readsDroppedRecordsAgainFromTheConsumersPosition() throws Exception {
    buffer.drop(Set.of(A));
    consumer.seek(A, 0); // by the restorer, which also requests the next poll
    consumer.resume(Set.of(A));
    assertThat(buffer.position(A)).isZero();
    assertThat(taken(5)).containsExactly("t-1@0");
    arrive(A, 0);
    buffer.poll(Duration.ZERO);
    assertThat(taken(5)).containsExactly("t-0@0");
  }

  @Test
  void onePollOfTheBufferFetchesManyRecordsInSmallPolls() throws Exception {
    buffer.drop(Set.of(A, B));
    consumer.resume(Set.of(A, B));
    consumer.setMaxPollRecords(RecordPoller.MOST_RECORDS);
    long[] offsets = LongStream.range(5, 5 + 3 * RecordPoller.MOST_RECORDS).toArray();
    arrive(A, offsets);
    assertThat(buffer.poll(Duration.ZERO)).isTrue();
    assertThat(taken(1_000)).hasSize(offsets.length);
  }

  @Test
  void pausesAllPartitionsWhileManyBytesAreBuffered() throws Exception {
    buffer.drop(Set.of(A, B));
    consumer.resume(Set.of(A, B));
    consumer.addRecord(large(A, 5));
    assertThat(buffer.poll(Duration.ZERO)).isTrue();
    arrive(B, 1);
    assertThat(buffer.poll(Duration.ZERO)).isFalse();
    assertThat(consumer.paused()).containsExactly(A);
    assertThat(taken(5)).containsExactly("t-0@5");
    assertThat(buffer.poll(Duration.ZERO)).isTrue();
    assertThat(taken(5)).containsExactly("t-1@1");
  }

  @Test
  void aPartitionThatTheRestorerPausesDuringAPollStaysPaused() throws Exception {
    buffer.drop(Set.of(A, B));
    consumer.resume(Set.of(A, B));
    consumer.addRecord(large(A, 5));
    buffer.poll(Duration.ZERO);
    consumer.schedulePollTask(() -> buffer.drop(Set.of(B))); // assigned again in a rebalance
    buffer.poll(Duration.ZERO);
    assertThat(consumer.paused()).containsExactlyInAnyOrder(A, B);
  }

  private List<String> taken(int most) {
    return buffer.take(most, record -> true).stream()
        .map(record -> record.topic() + "-" + record.partition() + "@" + record.offset())
        .toList();
  }

  /** Returns a record that reports a large size; only the reported size counts. */
  private static ConsumerRecord<byte[], byte[]> large(TopicPartition partition, long offset) {
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        Math.toIntExact(Runtime.getRuntime().maxMemory() / 16),
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }

  private void arrive(TopicPartition partition, long... offsets) {
    for (long offset : offsets) {
      consumer.addRecord(
          new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, null));
    }
  }
}
