package io.framecast.predictor.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordBufferTest {
  private static final TopicPartition A = new TopicPartition("t", 0);
  private static final TopicPartition B = new TopicPartition("t", 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final RecordBuffer buffer = new RecordBuffer(consumer);

  @BeforeEach
  void assign() {
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
  void partitionsGiveOneRecordEachInTurnAlsoFromOneCallToTheNext() {
    assertThat(taken(1)).containsExactly("t-0@0");
    assertThat(taken(2)).containsExactly("t-1@0", "t-0@1");
    assertThat(taken(5)).containsExactly("t-0@4");
    assertThat(taken(5)).isEmpty();
  }

  @Test
  void aPartitionsPositionIsThatOfItsFirstWaitingRecord() {
    assertThat(buffer.position(A)).isZero();
    taken(3);
    assertThat(buffer.position(A)).as("offsets 2 and 3 hold no records").isEqualTo(4);
    assertThat(buffer.position(B)).isEqualTo(1);
    taken(1);
    assertThat(buffer.position(A)).isEqualTo(consumer.position(A));
  }

  @Test
  void aPartitionWithWaitingRecordsIsPausedUntilTheyAreTaken() {
    taken(2);
    buffer.poll(Duration.ZERO);
    assertThat(consumer.paused()).containsExactly(A);
    taken(2);
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void aPartitionThatIsNotReadyKeepsItsRecordsAndHoldsUpNoOther() {
    assertThat(buffer.take(5, record -> record.partition() != 0)).hasSize(1);
    assertThat(buffer.position(A)).isZero();
    assertThat(taken(5)).hasSize(3);
  }

  @Test
  void droppedRecordsAreReadAgainFromWhereverTheConsumerIsSetTo() {
    buffer.drop(Set.of(A));
    consumer.seek(A, 0); // by the recovery, which also has it polled again when it is ready
    consumer.resume(Set.of(A));
    assertThat(buffer.position(A)).isZero();
    assertThat(taken(5)).containsExactly("t-1@0");
    arrive(A, 0);
    buffer.poll(Duration.ZERO);
    assertThat(taken(5)).containsExactly("t-0@0");
  }

  private List<String> taken(int most) {
    return buffer.take(most, record -> true).stream()
        .map(record -> record.topic() + "-" + record.partition() + "@" + record.offset())
        .toList();
  }

  private void arrive(TopicPartition partition, long... offsets) {
    for (long offset : offsets) {
      consumer.addRecord(
          new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, null));
    }
  }
}
