package io.framecast.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.topics.models.Champion;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A parser returns a valid value or rejects a record with one exception, for any bytes. */
class MalformedRecordsTest {
  private static final List<Consumer<ConsumerRecord<byte[], byte[]>>> PARSERS =
      List.of(
          record -> isWhole(PredictionScore.parse(record.value())),
          record -> isWhole(Event.parse(record.value())),
          record -> isWhole(Champion.parse(record.value())),
          record -> isWhole(Prediction.of(record)),
          record -> RecordPosition.parse(text(record)),
          record -> TraceContext.of(record.headers()));

  private static void isWhole(PredictionScore score) {
    assertThat(score.stream()).isNotEmpty().hasSizeLessThanOrEqualTo(RecordText.MOST_NAME);
    assertThat(score.model()).isNotEmpty().hasSizeLessThanOrEqualTo(RecordText.MOST_NAME);
    assertThat(score.frame()).hasToString(score.source());
    assertThat(List.of(score.mse(), score.mae(), score.bce(), score.ssim()))
        .allMatch(Double::isFinite);
    assertThat(PredictionScore.parse(score.toJson())).isEqualTo(score);
  }

  private static void isWhole(Event event) {
    assertThat(event.event()).isNotEmpty();
    assertThat(event.reason()).isNotNull();
    assertThat(Event.parse(event.toJson())).isEqualTo(event);
  }

  private static void isWhole(Champion champion) {
    assertThat(champion.version()).isNotEmpty();
    assertThat(Champion.parse(champion.toJson())).isEqualTo(champion);
  }

  private static void isWhole(Prediction prediction) {
    assertThat(prediction.framesSeen()).isPositive();
    assertThat(prediction.filled()).isNotNegative();
    assertThat(prediction.source().partition()).isNotNegative();
    assertThat(prediction.source().offset()).isNotNegative();
    assertThat(prediction.model()).hasSizeLessThanOrEqualTo(RecordText.MOST_NAME);
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null ? "" : new String(record.value(), UTF_8);
  }

  @Test
  void readsOrRejectsEveryMalformedRecord() {
    for (MalformedRecord record : MalformedRecords.all()) {
      parse(record.toConsumerRecord("t", 0, 0), record.name());
    }
    for (MalformedRecord record : MalformedRecords.largest(8 << 20)) {
      parse(record.toConsumerRecord("t", 0, 0), record.name());
    }
  }

  @Test
  void readsOrRejectsEveryRandomlyChangedRecord() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<byte[]> good = new ArrayList<>();
    good.add(
        new PredictionScore("cam", 7L, "t-3@1841", "v1", .25, .5, .125, .75, .5, null).toJson());
    good.add(new Event(Event.RESET, "cam", "t-3@1841", "expected a, found b").toJson());
    good.add(new Champion("v1", "00", "2026-01-02T03:04:05Z", "me", "better").toJson());
    for (int n = 0; n < 5_000; n++) {
      byte[] value = good.get(random.nextInt(good.size())).clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        value[random.nextInt(value.length)] = (byte) random.nextInt(256);
      }
      var record =
          ReceivedRecords.record(value, value, "framecast-source", new String(value, UTF_8));
      parse(record, "seed " + seed + ", number " + n);
    }
  }

  private static void parse(ConsumerRecord<byte[], byte[]> record, String name) {
    for (var parser : PARSERS) {
      try {
        parser.accept(record);
      } catch (InvalidRecordException e) {
        assertThat(e.getMessage()).as(name).startsWith("expected ").contains("found ");
        assertThat(e.getMessage().length()).as(name).isLessThan(500);
      } catch (RuntimeException | Error e) {
        fail(name + ": " + RecordText.quote(text(record)), e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "[]",
        "5",
        "{\"stream\":\"cam\",\"source\":\"t-0@0\",\"model\":\"v\"}",
        "{\"stream\":\"cam\",\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":\"1\",\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":\"cam\",\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":\"NaN\",\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":\"cam\",\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":1e999,\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":\"cam\",\"source\":\"t-0@-1\",\"model\":\"v\",\"mse\":1,\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":\"\",\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":1,\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":\"\\ud800\",\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":1,\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":5,\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":1,\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":\"a\",\"stream\":\"b\",\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":1,\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":\"a\",\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":-1,\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":\"a\",\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":1e300,\"mae\":1,\"bce\":1,\"ssim\":1}",
        "{\"stream\":\"a\",\"source\":\"t-0@0\",\"model\":\"v\",\"mse\":1,\"mae\":1e39,\"bce\":1,\"ssim\":1}"
      })
  void rejectsAnInvalidScore(String json) {
    assertThatThrownBy(() -> PredictionScore.parse(json.getBytes(UTF_8)))
        .isInstanceOf(InvalidRecordException.class);
  }

  @Test
  void readsTheScoreOfALargeError() {
    PredictionScore score =
        new PredictionScore("cam", 7L, "t-3@1841", "v1", 1e60, 1e30, 16e30, .75, -1e60, null);
    assertThat(PredictionScore.parse(score.toJson())).isEqualTo(score);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"more\":1",
        "\"more\":null",
        "\"more\":\"text\"",
        "\"more\":[1,[2],{\"stream\":5}]",
        "\"more\":{\"stream\":5,\"model\":{\"version\":[]}}",
        "\"csi\":{\"0.5\":{\"hits\":1}},\"p\":0.01"
      })
  void ignoresUnknownFields(String more) {
    PredictionScore score =
        new PredictionScore("cam", 7L, "t-3@1841", "v1", .25, .5, .125, .75, .5, null);
    assertThat(PredictionScore.parse(with(more, score.toJson()))).isEqualTo(score);
    Event event = new Event(Event.RESET, "cam", "t-3@1841", "expected a, found b");
    assertThat(Event.parse(with(more, event.toJson()))).isEqualTo(event);
    Champion champion = new Champion("v1", "00", "2026-01-02T03:04:05Z", "me", "better");
    assertThat(Champion.parse(with(more, champion.toJson()))).isEqualTo(champion);
  }

  @Test
  void aScoreNamesALeadFromTheSecondOn() {
    PredictionScore next =
        new PredictionScore("cam", 7L, "t-3@1841", "v1", .25, .5, .125, .75, .5, null);
    assertThat(next.lead()).isEqualTo(1);
    assertThat(new String(next.toJson(), UTF_8)).doesNotContain("horizon");
    PredictionScore third =
        new PredictionScore("cam", 7L, "t-3@1841", "v1", .25, .5, .125, .75, .5, 3);
    assertThat(new String(third.toJson(), UTF_8)).endsWith(",\"horizon\":3}");
    assertThat(PredictionScore.parse(third.toJson())).isEqualTo(third);
    assertThat(third.lead()).isEqualTo(3);
    for (String wrong : new String[] {"0", "-1", "1.5", "\"2\"", "3000000000"}) {
      assertThatThrownBy(() -> PredictionScore.parse(with("\"horizon\":" + wrong, next.toJson())))
          .as(wrong)
          .isInstanceOf(InvalidRecordException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"more\":1,\"more\":2", "\"more\":NaN", "\"more\":{", "\"more\":1,\"stream\":1"})
  void rejectsInvalidOrRepeatedUnknownFields(String more) {
    PredictionScore score =
        new PredictionScore("cam", 7L, "t-3@1841", "v1", .25, .5, .125, .75, .5, null);
    assertThatThrownBy(() -> PredictionScore.parse(with(more, score.toJson())))
        .isInstanceOf(InvalidRecordException.class);
  }

  private static byte[] with(String more, byte[] json) {
    return ("{" + more + "," + new String(json, UTF_8).substring(1)).getBytes(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "t-0", "t@0", "-0@0", "t-0@-1", "t-+1@0", "t-01@0"})
  void rejectsAnInvalidPosition(String text) {
    assertThatThrownBy(() -> RecordPosition.parse(text)).isInstanceOf(InvalidRecordException.class);
  }

  @Test
  void shortensAReasonSoThatTheEventCanBeRead() {
    Event event = Event.ofModel(Event.REFUSAL, "v1", "x\ud800".repeat(20_000));
    assertThat(Event.parse(event.toJson()).reason()).hasSize(RecordText.MOST_SENTENCE);
  }

  @Test
  void returnsAnInvalidContextForHeadersWithoutATrace() {
    for (MalformedRecord record : MalformedRecords.all()) {
      if (!record.headers().containsKey("traceparent")) {
        SpanContext trace = TraceContext.of(record.toConsumerRecord("t", 0, 0).headers());
        assertThat(trace.isValid()).as(record.name()).isFalse();
      }
    }
  }
}
