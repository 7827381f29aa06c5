package io.framecast.console.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.Limits;
import io.framecast.topics.DeadLetter;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import io.micronaut.json.JsonMapper;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ObservedTest {
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final long NOW = 1_000_000_000L;
  private static final String HOSTILE = "<script>alert(1)</script>\n../\u0000😀";

  private final Observed observed = observed(1 << 20);
  private long offsets;

  private static Observed observed(long memory) {
    return new Observed(TOPICS, Limits.DEFAULT, memory, () -> NOW, new UnreadableRecords());
  }

  @Test
  void aFrameIsShownBesideWhatHadBeenPredictedForIt() {
    look(frame("cam", 7, 0), prediction("cam", 0, 1, 10), score("cam", 0, 0.9));
    look(frame("cam", 8, 1), prediction("cam", 1, 2, 15), score("cam", 1, 0.8));
    Shot shot = observed.newest(1);
    assertThat(shot.offset()).isEqualTo(1);
    assertThat(shot.sequence()).isEqualTo(8);
    assertThat(shot.latency()).isEqualTo(15);
    assertThat(shot.skill()).isEqualTo(0.8);
    assertThat(shot.frame()).isEqualTo(Picture.of("image/png", png(1)));
    assertThat(shot.predicted()).isEqualTo(Picture.of("image/png", png(100)));
    assertThat(observed.shots(1)).extracting(Shot::predicted).first().isNull();
  }

  /** Topics of one consumer do not come in the order of their writing. */
  @Test
  void recordsMeetInWhateverOrderTheyCome() {
    for (long seed = 1; seed <= 30; seed++) {
      Observed any = observed(1 << 20);
      List<List<ConsumerRecord<byte[], byte[]>>> topics =
          List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      for (int i = 0; i < 12; i++) {
        topics.get(0).add(frame("cam", i, i));
        topics.get(1).add(prediction("cam", i, i + 1, 5));
        topics.get(2).add(score("cam", i, i / 100.0));
      }
      Random random = new Random(seed);
      for (int left = 36; left > 0; left--) {
        List<ConsumerRecord<byte[], byte[]>> next;
        do {
          next = topics.get(random.nextInt(3));
        } while (next.isEmpty());
        any.look(next.remove(0));
      }
      assertThat(any.shots(1)).as("seed %d", seed).hasSize(12);
      for (int i = 0; i < 12; i++) {
        Shot shot = any.shots(1).get(i);
        assertThat(shot.offset()).as("seed %d", seed).isEqualTo(i);
        assertThat(shot.skill()).as("seed %d", seed).isEqualTo(i / 100.0);
        assertThat(shot.predicted())
            .as("seed %d", seed)
            .isEqualTo(i == 0 ? null : Picture.of("image/png", png(100 + i - 1)));
      }
    }
  }

  @Test
  void whatWasRefusedIsNotShown() {
    look(frame("cam", 0, 0));
    assertThat(observed.streams()).isEmpty();
  }

  @Test
  void nothingHadBeenPredictedForAStreamThatBeginsAgain() {
    look(frame("cam", 0, 0), prediction("cam", 0, 1, 1));
    look(frame("cam", 0, 1), prediction("cam", 1, 1, 1));
    assertThat(observed.newest(1).predicted()).isNull();
  }

  @Test
  void aStreamThatHasEndedStaysAwayWhenLateAnswersToItCome() {
    look(frame("cam", 0, 0), prediction("cam", 0, 1, 1), frame("cam", 1, 1), end("cam", 2));
    look(prediction("cam", 1, 2, 1));
    assertThat(observed.streams()).isEmpty();
    look(frame("cam", 0, 3), prediction("cam", 3, 1, 1));
    assertThat(observed.streams()).hasSize(1);
  }

  @Test
  void aNameIsWhatItIsAndNumbersStay() {
    look(frame("b", 0, 0), prediction("b", 0, 1, 1));
    look(frame(HOSTILE, 0, 1), prediction(HOSTILE, 1, 1, 1));
    assertThat(observed.streams())
        .containsExactly(new Reels.Listed(2, HOSTILE), new Reels.Listed(1, "b"));
    assertThat(observed.id(2)).isEqualTo(HOSTILE);
    assertThat(observed.newest(3)).isNull();
    assertThat(observed.shots(3)).isEmpty();
  }

  @Test
  void beyondItsMemoryItForgetsWhatIsOldest() {
    Observed small = observed(40_000);
    for (int i = 0; i < 400; i++) {
      String stream = "s" + i % 20;
      small.look(frame(stream, i, i));
      small.look(prediction(stream, i, i / 20 + 1, 1));
      assertThat(held(small)).as("frame %d", i).isLessThanOrEqualTo(40_000);
    }
    assertThat(small.newest(20).offset()).isEqualTo(399);
  }

  private static long held(Observed observed) {
    return observed.streams().stream()
        .flatMap(stream -> observed.shots(stream.n()).stream())
        .mapToLong(Shot::size)
        .sum();
  }

  @Test
  void beyondSoManyStreamsTheOneWithoutFramesForLongestIsForgotten() {
    for (int i = 0; i <= Reels.MOST_STREAMS; i++) {
      look(frame("s" + i, 0, i), prediction("s" + i, i, 1, 1));
    }
    assertThat(observed.streams()).hasSize(Reels.MOST_STREAMS);
    assertThat(observed.newest(1)).isNull();
    assertThat(observed.forgotten()).isEqualTo(1);
  }

  @Test
  void whatStrangersWriteIsCountedAndChangesNothing() {
    for (String topic :
        List.of(TOPICS.frames(), TOPICS.predictions(), TOPICS.scores(), TOPICS.events())) {
      look(record(topic, 0, "cam", new byte[] {1, 2, 3}, new RecordHeaders(), NOW));
    }
    look(record(TOPICS.frames(), 1, null, png(0), new RecordHeaders(), NOW));
    assertThat(observed.counts().strange()).isEqualTo(5);
    assertThat(observed.streams()).isEmpty();
  }

  @Test
  void everyRecordOfTheTableInEveryTopicIsPassedOverAndTheNextFrameIsShown() throws Exception {
    int offset = 0;
    for (String topic :
        List.of(
            TOPICS.frames(),
            TOPICS.predictions(),
            TOPICS.scores(),
            TOPICS.events(),
            TOPICS.deadLetters())) {
      for (MalformedRecord record : MalformedRecords.all()) {
        look(record.received(topic, 1, offset++));
      }
    }
    assertThat(observed.counts().strange()).isGreaterThan(1_000);
    look(frame("cam", 7, 0), prediction("cam", 0, 1, 10));
    assertThat(observed.streams()).extracting(Reels.Listed::id).contains("cam");
    // a browser is sent all of it, so it must be possible to write it
    JsonMapper json = JsonMapper.createDefault();
    for (Object shown :
        List.of(
            observed.streams(),
            observed.eventsSince(0),
            observed.lettersSince(0),
            observed.eventsOf(MalformedRecords.STREAM),
            observed.history(),
            observed.counts().now())) {
      assertThat(json.writeValueAsBytes(shown)).isNotEmpty();
    }
  }

  @Test
  void aPredictionOrAScoreOfAFrameInAnotherTopicIsNoneOfOurs() {
    Score score = new Score("cam", null, "elsewhere-0@1", "v0", .1, .1, .1, .9, .5);
    look(record(TOPICS.scores(), 0, "cam", score.toJson(), new RecordHeaders(), NOW));
    assertThat(observed.counts().strange()).isEqualTo(1);
  }

  @Test
  void eventsAndDeadLettersAreHadSinceTheLastOnesThatAreKnown() {
    look(event(Event.ofModel(Event.PROMOTION, "v1", "better")));
    look(event(new Event(Event.RESET, "cam", "t-0@1", "again")));
    look(event(new Event(Event.SWAP, "cam", "t-0@2", "to v1")));
    assertThat(observed.eventsSince(0))
        .extracting(Happening::event)
        .containsExactly("promotion", "swap");
    assertThat(observed.eventsSince(1)).extracting(Happening::event).containsExactly("swap");
    assertThat(observed.eventsOf("cam"))
        .extracting(Happening::event)
        .containsExactly("reset", "swap");
    look(letter(png(3)), letter(new byte[] {1}));
    assertThat(observed.lettersSince(0))
        .extracting(letter -> letter.picture() != null)
        .containsExactly(true, false);
    assertThat(observed.lettersSince(1))
        .extracting(Letter::reason)
        .containsExactly("expected a, found b");
    assertThat(observed.lettersSince(2)).isEmpty();
  }

  @Test
  void aBombIsNotHandedOnToWhoeverLooks() {
    byte[] bomb = png(0).clone();
    bomb[16] = 0x7f; // its width, as the header says
    look(letter(bomb));
    assertThat(observed.lettersSince(0).get(0).picture()).isNull();
  }

  @Test
  void figuresAreThoseOfTheLastSeconds() {
    look(frame("cam", 0, 0), prediction("cam", 0, 1, 10), score("cam", 0, 0.5));
    look(frame("cam", 1, 1), prediction("cam", 1, 2, 30), score("cam", 1, 0.5));
    Observed.Counts counts = observed.counts();
    assertThat(counts.now().p50()).isEqualTo(10);
    assertThat(counts.now().p99()).isEqualTo(30);
    assertThat(counts.now().skill()).isEqualTo(0.5);
    assertThat(counts.model()).isEqualTo("v0");
    assertThat(observed.history().rate()).contains(2L);
    assertThat(Collections.max(observed.history().at())).isLessThan(NOW);
  }

  @SafeVarargs
  private void look(ConsumerRecord<byte[], byte[]>... records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      observed.look(record);
    }
  }

  /** 24 pixels wide and 10 high, another one for each number. */
  private static byte[] png(int number) {
    float[] pixels = new float[240];
    Random random = new Random(number);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256) / 255f;
    }
    return Encoding.PNG8.encode(new Frame(10, 24, 1, pixels));
  }

  private static ConsumerRecord<byte[], byte[]> frame(String stream, long sequence, int offset) {
    Headers headers = new RecordHeaders();
    headers.add("sequence", Long.toString(sequence).getBytes(UTF_8));
    return record(TOPICS.frames(), offset, stream, png(offset), headers, NOW - 2_000);
  }

  private static ConsumerRecord<byte[], byte[]> end(String stream, int offset) {
    return record(TOPICS.frames(), offset, stream, null, new RecordHeaders(), NOW - 2_000);
  }

  private static ConsumerRecord<byte[], byte[]> prediction(
      String stream, int source, long seen, long latency) {
    Source from = new Source(TOPICS.frames(), 2, source);
    ProducerRecord<byte[], byte[]> made =
        new Prediction(
                stream,
                png(100 + source),
                "image/png",
                null,
                "v0",
                from,
                seen,
                0,
                SpanContext.getInvalid())
            .toRecord(TOPICS.predictions());
    return record(
        TOPICS.predictions(), source, stream, made.value(), made.headers(), NOW - 2_000 + latency);
  }

  private static ConsumerRecord<byte[], byte[]> score(String stream, int source, double skill) {
    String from = new Source(TOPICS.frames(), 2, source).toString();
    Score score = new Score(stream, null, from, "v0", .1, .1, .1, .9, skill);
    return record(
        TOPICS.scores(), source, stream, score.toJson(), new RecordHeaders(), NOW - 2_000);
  }

  private ConsumerRecord<byte[], byte[]> event(Event event) {
    return record(
        TOPICS.events(), offsets++, event.subject(), event.toJson(), new RecordHeaders(), NOW);
  }

  private ConsumerRecord<byte[], byte[]> letter(byte[] value) {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of(
            TOPICS.deadLetters(),
            record(TOPICS.frames(), 5, "cam", value, new RecordHeaders(), NOW),
            new IllegalStateException("expected a, found b"));
    return record(TOPICS.deadLetters(), offsets++, "cam", value, letter.headers(), NOW);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      String topic, long offset, String key, byte[] value, Headers headers, long at) {
    return new ConsumerRecord<>(
        topic,
        2,
        offset,
        at,
        TimestampType.CREATE_TIME,
        0,
        0,
        key == null ? null : key.getBytes(UTF_8),
        value,
        headers,
        Optional.empty());
  }

  @Test
  void picturesAreTheRecordsBytes() {
    assertThat(Base64.getDecoder().decode(Picture.of("image/png", png(1)).data()))
        .isEqualTo(png(1));
  }
}
