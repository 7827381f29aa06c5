package io.framecast.predictor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.predictor.streams.BatchProcessor;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.RecordLimits;
import io.framecast.predictor.streams.Workers;
import io.framecast.squares.World;
import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests one partition of two streams with committed offset {@value #COMMITTED}. One poll returns
 * records from before and after that offset.
 */
class TransactionalProcessorTest {
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final TopicPartition FRAMES = new TopicPartition(TOPICS.frames(), 0);
  private static final TopicPartition CHECKPOINTS = new TopicPartition(TOPICS.checkpoints(), 0);
  private static final int COMMITTED = 13;
  private static final int END = 30;
  private static final int EPOCH = 5; // of the leader

  private final World world = new World(2, World.Mode.BOUNCE, 1, 12, 20);
  private final MockConsumer<byte[], byte[]> input = new MockConsumer<>("none");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final RecordBuffer buffer = RecordBufferTest.buffer(input);
  private final Weights weights = AssignmentTest.WEIGHTS;
  private final Workers workers = new Workers(weights, 1);
  private final Assignment assignment =
      new Assignment(p -> new PartitionProcessor(p.partition(), AssignmentTest.FACTORY));
  private final CheckpointTopicReader checkpoints =
      new CheckpointTopicReader(most -> noCheckpoints(), asked -> Map.of(CHECKPOINTS, 0L), TOPICS);
  private final StateRestorer restorer =
      new StateRestorer(
          input, buffer, checkpoints, open -> {}, assignment, StateRestorerTest.planner(input));
  private final AdaptiveBatchSize batchSize = new AdaptiveBatchSize(500, 2);
  private final TransactionalProcessor processor =
      new TransactionalProcessor(
          buffer,
          new TransactionalOutput(
              () -> producer, Duration.ofSeconds(20), new RecordLimits(Integer.MAX_VALUE)),
          assignment,
          new BatchProcessor(AssignmentTest.FACTORY, workers),
          new CommitListener(
              new PredictorMeters(new SimpleMeterRegistry()),
              new PredictionSpans(Map.of("otel.traces.exporter", "none")),
              new EventLogger(TOPICS)),
          batchSize);

  @BeforeEach
  void assign() throws Exception {
    input.assign(Set.of(FRAMES));
    input.updateBeginningOffsets(Map.of(FRAMES, 0L));
    input.updateEndOffsets(Map.of(FRAMES, (long) END));
    input.commitSync(
        Map.of(FRAMES, new OffsetAndMetadata(COMMITTED, Optional.of(EPOCH), "replay=0 streams=2")));
    assignment.assign(Set.of(FRAMES));
    restorer.begin(Set.of(FRAMES));
    restorer.advance();
    arrive();
  }

  @AfterEach
  void close() {
    assignment.close();
    workers.close();
    input.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 3, 60, 3_600}) // down to one record a transaction
  void replaysOrPredictsEachRecordOnceInOrderAtAnySpeed(long secondsEach) throws Exception {
    batchSize.record(1, Duration.ofSeconds(secondsEach).toNanos(), 0);
    for (int poll = 0; buffer.position(FRAMES) < END; poll++) {
      turn(secondsEach);
      assertThat(poll).as("polls").isLessThan(3 * END);
    }
    assertEachIsAnsweredOnce();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 12, 14})
  void aRestartedPartitionReadsItsBufferedRecordsAgain(int turns) throws Exception {
    for (int turn = 0; turn < turns; turn++) {
      turn(3_600);
    }
    restorer.begin(Set.of(FRAMES)); // as after a failed commit: committed offsets stay
    input.commitSync(Map.of(FRAMES, new OffsetAndMetadata(committed(), "replay=0 streams=2")));
    restorer.advance();
    arrive();
    while (buffer.position(FRAMES) < END) {
      turn(1);
    }
    assertEachIsAnsweredOnce();
  }

  private static MockConsumer<byte[], byte[]> noCheckpoints() {
    MockConsumer<byte[], byte[]> reader = new MockConsumer<>("none");
    reader.updateBeginningOffsets(Map.of(CHECKPOINTS, 0L));
    return reader;
  }

  private void turn(long secondsEach) throws Exception {
    buffer.poll(Duration.ZERO);
    processor.process(restorer);
    batchSize.record(1, Duration.ofSeconds(secondsEach).toNanos(), 0);
  }

  /** Delivers the log from the consumer's position on with the next poll. */
  private void arrive() {
    for (long offset = input.position(FRAMES); offset < END; offset++) {
      byte[] key = ("cam" + offset % 2).getBytes(UTF_8);
      byte[] value = Encoding.NPY_F4.encode(world.noisy(offset % 2, offset / 2));
      input.addRecord(
          new ConsumerRecord<>(
              TOPICS.frames(),
              0,
              offset,
              0,
              TimestampType.CREATE_TIME,
              key.length,
              value.length,
              key,
              value,
              new RecordHeaders(),
              Optional.of(EPOCH)));
    }
  }

  private long committed() {
    long committed = COMMITTED;
    for (Map<String, Map<TopicPartition, OffsetAndMetadata>> one :
        producer.consumerGroupOffsetsHistory()) {
      committed = one.values().iterator().next().get(FRAMES).offset();
    }
    return committed;
  }

  private void assertEachIsAnsweredOnce() {
    List<Long> answered = new ArrayList<>();
    Map<String, Long> seen = new HashMap<>(Map.of("cam0", 7L, "cam1", 6L)); // before COMMITTED
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      if (record.topic().equals(TOPICS.predictions())) {
        Prediction prediction = prediction(record);
        answered.add(prediction.source().offset());
        assertThat(prediction.framesSeen())
            .isEqualTo(seen.merge(prediction.stream(), 1L, Long::sum));
      }
    }
    List<Long> expected = new ArrayList<>();
    for (long offset = COMMITTED; offset < END; offset++) {
      expected.add(offset);
    }
    assertThat(answered).isEqualTo(expected);
    assertThat(committed()).isEqualTo(END);
  }

  @Test
  void commitsEachOffsetWithTheLeaderEpochOfTheRecordBefore() throws Exception {
    while (buffer.position(FRAMES) < END) {
      turn(1);
    }
    assertThat(producer.consumerGroupOffsetsHistory())
        .hasSizeGreaterThan(2)
        .allSatisfy(
            commit ->
                assertThat(commit.values().iterator().next().get(FRAMES).leaderEpoch())
                    .hasValue(EPOCH));
  }

  private static Prediction prediction(ProducerRecord<byte[], byte[]> record) {
    ConsumerRecord<byte[], byte[]> read =
        new ConsumerRecord<>(record.topic(), 0, 0, record.key(), record.value());
    record.headers().forEach(read.headers()::add);
    return Prediction.of(read);
  }
}
