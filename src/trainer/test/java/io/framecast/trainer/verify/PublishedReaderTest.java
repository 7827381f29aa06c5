package io.framecast.trainer.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PublishedReaderTest {

  private final Prediction good = Verifications.camera().answeredFrames(1).predictions.get(0);
  private final PublishedReader reader =
      new PublishedReader(
          Set.of(new TopicPartition("recorded.frames", 1)), new FrameLimits(10, 12, 1));

  @Test
  void aPredictionIsWhole() {
    assertThat(reader.read(record("framecast-filled", "0")))
        .isInstanceOfSatisfying(
            PublishedRecord.Whole.class,
            whole -> {
              assertThat(whole.at()).isEqualTo(new RecordPosition("predictions", 2, 7));
              assertThat(whole.prediction().source()).isEqualTo(good.source());
            });
  }

  @Test
  void aMalformedRecordStillNamesItsFrame() {
    byte[] shorter = Arrays.copyOf(good.value(), good.value().length - 1);
    for (ConsumerRecord<byte[], byte[]> one :
        Arrays.asList(
            record("framecast-frames-seen", "x"),
            record("framecast-filled", "-1"),
            record("content-type", "image/png"),
            record(shorter, "framecast-filled", "0"),
            record(null, "framecast-filled", "0"))) {
      assertThat(reader.read(one))
          .isInstanceOfSatisfying(
              PublishedRecord.Malformed.class,
              malformed -> {
                assertThat(malformed.frame()).isEqualTo(good.source());
                assertThat(malformed.why()).startsWith("expected ").contains("found ");
              });
    }
  }

  @Test
  void aMalformedRecordStillNamesItsLead() {
    assertThat(lead(record(null, "framecast-filled", "0"))).isEqualTo(1);
    assertThat(lead(record(null, "framecast-horizon", "3"))).isEqualTo(3);
    assertThat(lead(record("framecast-horizon", "x"))).isZero();
  }

  private int lead(ConsumerRecord<byte[], byte[]> record) {
    return ((PublishedRecord.Malformed) reader.read(record)).lead();
  }

  @Test
  void ignoresASourceThatIsNoFrame() {
    for (String source : new String[] {"x", "elsewhere-1@0", "recorded.frames-2@0"}) {
      assertThat(reader.read(record("framecast-source", source)))
          .isInstanceOfSatisfying(
              PublishedRecord.Malformed.class, malformed -> assertThat(malformed.frame()).isNull());
    }
  }

  @Test
  void everyMalformedRecordIsNoPrediction() {
    for (MalformedRecord record : MalformedRecords.all()) {
      assertThat(reader.read(record.toConsumerRecord("predictions", 0, 0)))
          .as(record.name())
          .isInstanceOf(PublishedRecord.Malformed.class);
    }
  }

  private ConsumerRecord<byte[], byte[]> record(String header, String text) {
    return record(good.value(), header, text);
  }

  /** The good prediction with another value and another header. */
  private ConsumerRecord<byte[], byte[]> record(byte[] value, String header, String text) {
    ProducerRecord<byte[], byte[]> sent = good.toRecord("predictions");
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("predictions", 2, 7, sent.key(), value);
    sent.headers().forEach(record.headers()::add);
    record.headers().add(header, text.getBytes(UTF_8));
    return record;
  }
}
