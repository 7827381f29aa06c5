package io.framecast.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.RefusedFrameException;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The wire format, byte by byte. */
class RecordsTest {

  @Test
  void writesAndReadsAPredictionWithTheHeadersOfTheContract() {
    SpanContext trace =
        SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.builder().put("a", "1").build());
    Prediction prediction =
        new Prediction(
            "cam é", new byte[] {1, 2}, "image/png", 8L, "v1", 4, source(), 12, 2, trace);
    ProducerRecord<byte[], byte[]> record = prediction.toRecord("p");
    assertThat(record.partition()).isEqualTo(3);
    assertThat(record.key()).isEqualTo("cam é".getBytes(UTF_8));
    assertThat(headers(record))
        .containsExactly(
            "content-type=image/png",
            "sequence=8",
            "framecast-model=v1",
            "framecast-horizon=4",
            "framecast-source=framecast.frames-3@1841",
            "framecast-frames-seen=12",
            "framecast-filled=2",
            "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "tracestate=a=1");
    assertThat(Prediction.of(ReceivedRecords.sent(record)))
        .usingRecursiveComparison()
        .ignoringFields("trace.remote") // it is, once it is read
        .isEqualTo(prediction);
  }

  @Test
  void omitsHeadersOfMissingSequenceFillAndTrace() {
    Prediction prediction =
        new Prediction(
            "cam",
            new byte[1],
            "image/png",
            null,
            "v1",
            1,
            source(),
            1,
            0,
            SpanContext.getInvalid());
    ProducerRecord<byte[], byte[]> record = prediction.toRecord("p");
    assertThat(headers(record))
        .containsExactly(
            "content-type=image/png",
            "framecast-model=v1",
            "framecast-source=framecast.frames-3@1841",
            "framecast-frames-seen=1");
    assertThat(Prediction.of(ReceivedRecords.sent(record)))
        .usingRecursiveComparison()
        .isEqualTo(prediction);
  }

  @Test
  void rejectsARecordThatIsNoPredictionWithItsPosition() {
    assertThatThrownBy(
            () -> Prediction.of(ReceivedRecords.record("k".getBytes(UTF_8), new byte[1])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a prediction, found no header content-type at t-3@1841");
  }

  @Test
  void keepsBytesAndHeadersInADeadLetterAndAddsTheReason() {
    ConsumerRecord<byte[], byte[]> refused =
        ReceivedRecords.record("k".getBytes(UTF_8), new byte[] {9}, "x", "1", "x", "2");
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of("dlq", refused, new RefusedFrameException("expected a, found b"));
    assertThat(letter.key()).isEqualTo(refused.key());
    assertThat(letter.value()).isEqualTo(refused.value());
    assertThat(headers(letter))
        .containsExactly(
            "x=1",
            "x=2",
            "framecast-error-class=io.framecast.frames.RefusedFrameException",
            "framecast-error-message=expected a, found b",
            "framecast-original-topic=t",
            "framecast-original-partition=3",
            "framecast-original-offset=1841");
    assertThat(refused.headers().toArray()).hasSize(2);
    ProducerRecord<byte[], byte[]> bare =
        DeadLetter.reasonsOnly("dlq", refused, new RefusedFrameException("expected a, found b"));
    assertThat(bare.key()).isNull();
    assertThat(bare.value()).isNull();
    assertThat(headers(bare)).isEqualTo(headers(letter).subList(2, 7));
  }

  @Test
  void writesScoresAndEventsAsTheContractsJson() {
    PredictionScore score =
        new PredictionScore("cam", 7L, "t-3@1841", "v1", .25, .5, .125, .75, null, null);
    assertThat(new String(score.toJson(), UTF_8))
        .isEqualTo(
            "{\"stream\":\"cam\",\"sequence\":7,\"source\":\"t-3@1841\",\"model\":\"v1\","
                + "\"mse\":0.25,\"mae\":0.5,\"bce\":0.125,\"ssim\":0.75,\"skill\":null}");
    assertThat(PredictionScore.parse(score.toJson())).isEqualTo(score);
    Event event = new Event(Event.RESET, "cam", "t-3@1841", "expected a, found b");
    assertThat(new String(event.toJson(), UTF_8))
        .isEqualTo(
            "{\"event\":\"reset\",\"stream\":\"cam\",\"source\":\"t-3@1841\","
                + "\"reason\":\"expected a, found b\"}");
    assertThat(Event.parse(event.toJson())).isEqualTo(event);
    assertThatThrownBy(() -> PredictionScore.parse(new byte[] {'{'}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected the JSON of a PredictionScore, found other bytes");
  }

  private static RecordPosition source() {
    return new RecordPosition("framecast.frames", 3, 1841);
  }

  private static List<String> headers(ProducerRecord<?, ?> record) {
    List<String> all = new ArrayList<>();
    record.headers().forEach(h -> all.add(h.key() + "=" + new String(h.value(), UTF_8)));
    return all;
  }
}
