package io.framecast.predictor.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.broker.TestConsumers;
import io.framecast.frames.FrameHeaders;
import io.framecast.predictor.offsets.OutputOffsetRecovery.OutputOffset;
import io.framecast.topics.DeadLetter;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import io.opentelemetry.api.trace.SpanContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests predictions and frames that are written by hand, as they are after a failure. */
class OutputOffsetRecoveryIT {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int MANY = 4_500; // predictions: more than one read returns
  private static EmbeddedBroker broker;

  private final Topics topics = Topics.withPrefix("progress" + NUMBER.incrementAndGet() + ".");
  private final TopicPartition frames = new TopicPartition(topics.frames(), 0);
  private Admin admin;
  private KafkaProducer<byte[], byte[]> producer;
  private TopicRanges ranges;
  private OutputOffsetRecovery progress;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connect() throws Exception {
    admin = Admin.create(settings());
    TopicLayout.ensureTopics(admin, TopicPlan.of(topics, 2, 1));
    Map<String, Object> inOrder = settings();
    // a new partition may refuse the first request and accept the second one before it
    inOrder.put("max.in.flight.requests.per.connection", 1);
    producer = new KafkaProducer<>(inOrder, new ByteArraySerializer(), new ByteArraySerializer());
    Map<String, Object> reader = Map.of("auto.offset.reset", "none");
    ranges =
        new TopicRanges(
            most -> TestConsumers.create(broker.bootstrap(), reader), HighWatermarks.asking(admin));
    progress = new OutputOffsetRecovery(ranges, topics);
  }

  @AfterEach
  void disconnect() {
    ranges.close();
    producer.close();
    admin.close();
  }

  private static Map<String, Object> settings() {
    return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  @Test
  void findsNothingIfNothingWasPublished() throws Exception {
    sendFrames(0, 3, "cam", 0);
    assertThat(find(0, 3, true)).isEqualTo(OutputOffset.NOTHING);
  }

  @Test
  void continuesAfterTheLastPredictionOfThePartition() throws Exception {
    sendFrames(0, 10, "cam", 0);
    sendPredictions(0, 7, "cam");
    assertThat(find(0, 10, true)).isEqualTo(found(7));
    assertThat(find(8, 10, true)).as("frames are gone").isEqualTo(found(8));
  }

  @Test
  void skipsRecordsThatAreNotPredictionsOfThePartition() throws Exception {
    sendFrames(0, 10, "cam", 0);
    sendPredictions(0, 4, "cam");
    send(new ProducerRecord<>(topics.predictions(), 0, null, "no prediction".getBytes(UTF_8)));
    send(prediction(new RecordPosition(topics.frames(), 1, 8), "cam", 8));
    send(prediction(new RecordPosition("another", 0, 9), "cam", 9));
    ProducerRecord<byte[], byte[]> odd = prediction(new RecordPosition("odd", 0, 9), "cam", 9);
    odd.headers().remove(FrameHeaders.SOURCE);
    odd.headers().add(FrameHeaders.SOURCE, new byte[] {(byte) 0xff, '@', '-'});
    send(odd);
    assertThat(find(0, 10, true)).isEqualTo(found(4));
  }

  @Test
  void framesThatReplacedLostOnesCountAsNotPredicted() throws Exception {
    // the log lost its frames from 1,234 on, and has newer ones there
    sendFrames(0, 1_234, "cam", 0);
    sendFrames(1_234, 2_000, "cam", 10_000);
    sendPredictions(0, MANY, "cam");
    assertThat(find(0, 2_000, false))
        .isEqualTo(new OutputOffset(false, true, OptionalLong.of(1_234)));
  }

  @Test
  void framesOfAnotherStreamAtTheSameOffsetsCountAsNotPredicted() throws Exception {
    sendFrames(0, 3, "other", 0);
    sendPredictions(0, 3, "cam");
    assertThat(find(0, 3, false)).isEqualTo(new OutputOffset(true, false, OptionalLong.empty()));
  }

  @Test
  void aDeadLetterCountsAsTheResultOfItsFrame() throws Exception {
    sendFrames(0, 10, "cam", 0);
    sendPredictions(0, 4, "cam");
    send(letter(0, 6));
    send(letter(1, 8));
    send(letter(0, 12)); // of a frame that the log does not hold
    assertThat(find(0, 10, true)).isEqualTo(found(7));
  }

  @Test
  void ignoresADeadLetterOfAnotherLog() throws Exception {
    sendFrames(0, 10, "other", 0);
    send(letter(0, 2));
    assertThat(find(0, 10, true)).isEqualTo(OutputOffset.NOTHING);
  }

  @Test
  void waitsForAnOpenTransaction() throws Exception {
    sendFrames(0, 10, "cam", 0);
    Map<String, Object> open = settings();
    open.put("transactional.id", "open");
    try (KafkaProducer<byte[], byte[]> dying =
        new KafkaProducer<>(open, new ByteArraySerializer(), new ByteArraySerializer())) {
      dying.initTransactions();
      dying.beginTransaction();
      dying.send(prediction(new RecordPosition(topics.frames(), 0, 5), "cam", 5)).get();
      assertThatThrownBy(() -> find(0, 10, true))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("found a transaction open at 0");
      dying.abortTransaction();
    }
  }

  private OutputOffset find(long first, long end, boolean mayBeNew) throws Exception {
    return progress.find(List.of(new FrameLogRange(frames, first, end, mayBeNew))).get(frames);
  }

  private static OutputOffset found(long next) {
    return new OutputOffset(false, false, OptionalLong.of(next));
  }

  private void sendFrames(int from, int to, String stream, long firstSequence) throws Exception {
    Future<?> last = CompletableFuture.completedFuture(null);
    for (int offset = from; offset < to; offset++) {
      ProducerRecord<byte[], byte[]> frame =
          new ProducerRecord<>(topics.frames(), 0, stream.getBytes(UTF_8), new byte[1]);
      String sequence = Long.toString(firstSequence + offset);
      frame.headers().add(FrameHeaders.SEQUENCE, sequence.getBytes(UTF_8));
      last = producer.send(frame);
    }
    last.get(); // of one partition: the earlier ones are appended as well
  }

  private void sendPredictions(int from, int to, String stream) throws Exception {
    Future<?> last = CompletableFuture.completedFuture(null);
    for (int offset = from; offset < to; offset++) {
      last =
          producer.send(prediction(new RecordPosition(topics.frames(), 0, offset), stream, offset));
    }
    last.get();
  }

  /** Returns a prediction for partition 0, with any source. */
  private ProducerRecord<byte[], byte[]> prediction(
      RecordPosition source, String stream, long sequence) {
    ProducerRecord<byte[], byte[]> record =
        new Prediction(
                stream,
                new byte[1],
                "image/png",
                sequence + 1,
                "v",
                1,
                source,
                1,
                0,
                SpanContext.getInvalid())
            .toRecord(topics.predictions());
    return new ProducerRecord<>(record.topic(), 0, record.key(), record.value(), record.headers());
  }

  private ProducerRecord<byte[], byte[]> letter(int partition, long offset) {
    ConsumerRecord<byte[], byte[]> refused =
        new ConsumerRecord<>(
            topics.frames(), partition, offset, "cam".getBytes(UTF_8), new byte[1]);
    return DeadLetter.of(topics.deadLetters(), refused, new IllegalArgumentException("expected"));
  }

  private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    producer.send(record).get();
  }
}
