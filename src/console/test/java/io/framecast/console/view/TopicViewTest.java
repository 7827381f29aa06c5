package io.framecast.console.view;

import static io.framecast.console.view.ViewRecords.NOW;
import static io.framecast.console.view.ViewRecords.TOPICS;
import static io.framecast.console.view.ViewRecords.end;
import static io.framecast.console.view.ViewRecords.frame;
import static io.framecast.console.view.ViewRecords.in;
import static io.framecast.console.view.ViewRecords.png;
import static io.framecast.console.view.ViewRecords.prediction;
import static io.framecast.console.view.ViewRecords.record;
import static io.framecast.console.view.ViewRecords.score;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.frames.Encoding;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.DeadLetter;
import io.framecast.topics.Event;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.UnreadableRecords;
import io.micronaut.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TopicViewTest {
  private static final String HOSTILE = "<script>alert(1)</script>\n../\u0000😀";

  private final TopicView view = view(1 << 20);
  private long offsets;

  private static TopicView view(long memory) {
    return new TopicView(TOPICS, FrameLimits.DEFAULT, memory, () -> NOW, new UnreadableRecords());
  }

  @Test
  void showsAFrameBesideItsPrediction() {
    read(frame("cam", 7, 0), prediction("cam", 0, 1, 10), score("cam", 0, 0.9));
    read(frame("cam", 8, 1), prediction("cam", 1, 2, 15), score("cam", 1, 0.8));
    FramePair pair = view.newest(1);
    assertThat(pair.offset()).isEqualTo(1);
    assertThat(pair.sequence()).isEqualTo(8);
    assertThat(pair.latency()).isEqualTo(15);
    assertThat(pair.skill()).isEqualTo(0.8);
    assertThat(pair.frame()).isEqualTo(EncodedImage.of("image/png", png(1)));
    assertThat(pair.predicted()).isEqualTo(EncodedImage.of("image/png", png(100)));
    assertThat(view.pairs(1)).extracting(FramePair::predicted).first().isNull();
  }

  /** A consumer reads topics in any order. */
  @Test
  void joinsRecordsInAnyOrder() {
    for (long seed = 1; seed <= 30; seed++) {
      TopicView any = view(1 << 20);
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
        any.read(next.remove(0));
      }
      assertThat(any.pairs(1)).as("seed %d", seed).hasSize(12);
      for (int i = 0; i < 12; i++) {
        FramePair pair = any.pairs(1).get(i);
        assertThat(pair.offset()).as("seed %d", seed).isEqualTo(i);
        assertThat(pair.skill()).as("seed %d", seed).isEqualTo(i / 100.0);
        assertThat(pair.predicted())
            .as("seed %d", seed)
            .isEqualTo(i == 0 ? null : EncodedImage.of("image/png", png(100 + i - 1)));
      }
    }
  }

  @Test
  void doesNotShowARejectedFrame() {
    read(frame("cam", 0, 0));
    assertThat(view.streams()).isEmpty();
  }

  @Test
  void showsNoPredictionForTheFirstFrameAfterAReset() {
    read(frame("cam", 0, 0), prediction("cam", 0, 1, 1));
    read(frame("cam", 0, 1), prediction("cam", 1, 1, 1));
    assertThat(view.newest(1).predicted()).isNull();
  }

  @Test
  void doesNotShowAnEndedStreamAgainForLatePredictions() {
    read(frame("cam", 0, 0), prediction("cam", 0, 1, 1), frame("cam", 1, 1), end("cam", 2));
    read(prediction("cam", 1, 2, 1));
    assertThat(view.streams()).isEmpty();
    read(frame("cam", 0, 3), prediction("cam", 3, 1, 1));
    assertThat(view.streams()).hasSize(1);
  }

  /** Producers with different partitioners send one key to two partitions. */
  @Test
  void keepsAStreamInTwoPartitionsApart() {
    read(frame("cam", 7, 0), prediction("cam", 0, 1, 1), score("cam", 0, 0.9));
    RecordPosition other = new RecordPosition(TOPICS.frames(), 5, 0);
    read(in(5, frame("cam", 3, 0)), prediction(other, "cam", 1, 1), score(other, "cam", 0.1, NOW));
    read(frame("cam", 8, 1), prediction("cam", 1, 2, 1));
    assertThat(view.streams())
        .containsExactly(
            new StreamHistories.ListedStream(1, "cam", 2, List.of(5)),
            new StreamHistories.ListedStream(2, "cam", 5, List.of(2)));
    assertThat(view.stream(2)).isEqualTo(view.streams().get(1));
    assertThat(view.pairs(1)).extracting(FramePair::sequence).containsExactly(7L, 8L);
    assertThat(view.pairs(1)).extracting(FramePair::skill).containsExactly(0.9, null);
    assertThat(view.pairs(2)).extracting(FramePair::sequence).containsExactly(3L);
    assertThat(view.pairs(2)).extracting(FramePair::skill).containsExactly(0.1);
    read(in(5, end("cam", 1)));
    assertThat(view.streams())
        .containsExactly(new StreamHistories.ListedStream(1, "cam", 2, List.of()));
  }

  @Test
  void keepsIdsUnchangedAndNumbersConstant() {
    read(frame("b", 0, 0), prediction("b", 0, 1, 1));
    read(frame(HOSTILE, 0, 1), prediction(HOSTILE, 1, 1, 1));
    assertThat(view.streams())
        .containsExactly(
            new StreamHistories.ListedStream(2, HOSTILE, 2, List.of()),
            new StreamHistories.ListedStream(1, "b", 2, List.of()));
    assertThat(view.stream(2).id()).isEqualTo(HOSTILE);
    assertThat(view.stream(3)).isNull();
    assertThat(view.newest(3)).isNull();
    assertThat(view.pairs(3)).isEmpty();
  }

  @Test
  void evictsTheOldestImagesAboveItsMemoryLimit() {
    TopicView small = view(40_000);
    for (int i = 0; i < 400; i++) {
      String stream = "s" + i % 20;
      small.read(frame(stream, i, i));
      small.read(prediction(stream, i, i / 20 + 1, 1));
      assertThat(heldMemory(small)).as("frame %d", i).isLessThanOrEqualTo(40_000);
    }
    assertThat(small.newest(20).offset()).isEqualTo(399);
  }

  private static long heldMemory(TopicView view) {
    return view.streams().stream()
        .flatMap(stream -> view.pairs(stream.n()).stream())
        .mapToLong(FramePair::size)
        .sum();
  }

  @Test
  void evictsTheLeastRecentStreamAboveTheLimit() {
    for (int i = 0; i <= StreamHistories.MOST_STREAMS; i++) {
      read(frame("s" + i, 0, i), prediction("s" + i, i, 1, 1));
    }
    assertThat(view.streams()).hasSize(StreamHistories.MOST_STREAMS);
    assertThat(view.newest(1)).isNull();
    assertThat(view.evictedStreams()).isEqualTo(1);
  }

  @Test
  void countsUnrecognizedRecordsAndIgnoresThem() {
    for (String topic :
        List.of(TOPICS.frames(), TOPICS.predictions(), TOPICS.scores(), TOPICS.events())) {
      read(record(topic, 0, "cam", new byte[] {1, 2, 3}, new RecordHeaders(), NOW));
    }
    read(record(TOPICS.frames(), 1, null, png(0), new RecordHeaders(), NOW));
    assertThat(view.counts().unrecognized()).isEqualTo(5);
    assertThat(view.streams()).isEmpty();
  }

  @Test
  void skipsEveryMalformedRecordAndShowsTheNextFrame() throws Exception {
    int offset = 0;
    for (String topic :
        List.of(
            TOPICS.frames(),
            TOPICS.predictions(),
            TOPICS.forecasts(),
            TOPICS.scores(),
            TOPICS.events(),
            TOPICS.deadLetters())) {
      for (MalformedRecord record : MalformedRecords.all()) {
        read(record.toConsumerRecord(topic, 1, offset++));
      }
    }
    assertThat(view.counts().unrecognized()).isGreaterThan(1_000);
    read(frame("cam", 7, 0), prediction("cam", 0, 1, 10));
    assertThat(view.streams()).extracting(StreamHistories.ListedStream::id).contains("cam");
    // a browser receives all of it, so it must be serializable
    JsonMapper json = JsonMapper.createDefault();
    for (Object shown :
        List.of(
            view.streams(),
            view.eventsSince(0),
            view.deadLettersSince(0),
            view.eventsOf(MalformedRecords.STREAM),
            view.history(),
            view.counts().now(),
            view.leadSkills())) {
      assertThat(json.writeValueAsBytes(shown)).isNotEmpty();
    }
  }

  @Test
  void countsAScoreOfAnotherTopicAsUnrecognized() {
    PredictionScore score =
        new PredictionScore("cam", null, "elsewhere-0@1", "v0", .1, .1, .1, .9, .5, null);
    read(record(TOPICS.scores(), 0, "cam", score.toJson(), new RecordHeaders(), NOW));
    assertThat(view.counts().unrecognized()).isEqualTo(1);
  }

  @Test
  void returnsEventsAndDeadLettersAfterASerial() {
    read(event(Event.ofModel(Event.PROMOTION, "v1", "better")));
    read(event(new Event(Event.RESET, "cam", "t-0@1", "again")));
    read(event(new Event(Event.SWAP, "cam", "t-0@2", "to v1")));
    assertThat(view.eventsSince(0))
        .extracting(EventView::event)
        .containsExactly("promotion", "swap");
    assertThat(view.eventsSince(1)).extracting(EventView::event).containsExactly("swap");
    assertThat(view.eventsOf("cam")).extracting(EventView::event).containsExactly("reset", "swap");
    read(deadLetter(png(3)), deadLetter(new byte[] {1}));
    assertThat(view.deadLettersSince(0))
        .extracting(letter -> letter.picture() != null)
        .containsExactly(true, false);
    assertThat(view.deadLettersSince(1))
        .extracting(DeadLetterView::reason)
        .containsExactly("expected a, found b");
    assertThat(view.deadLettersSince(2)).isEmpty();
  }

  @Test
  void doesNotReturnADecompressionBomb() {
    byte[] bomb = png(0).clone();
    bomb[16] = 0x7f; // its width, as the header says
    read(deadLetter(bomb));
    assertThat(view.deadLettersSince(0).get(0).picture()).isNull();
  }

  @Test
  void computesFiguresOverTheLastSeconds() {
    read(frame("cam", 0, 0), prediction("cam", 0, 1, 10), score("cam", 0, 0.5));
    read(frame("cam", 1, 1), prediction("cam", 1, 2, 30), score("cam", 1, 0.5));
    TopicView.TopicCounts counts = view.counts();
    assertThat(counts.now().p50()).isEqualTo(10);
    assertThat(counts.now().p99()).isEqualTo(30);
    assertThat(counts.now().skill()).isEqualTo(0.5);
    assertThat(counts.lastPrediction()).isEqualTo(NOW - 1_970);
    assertThat(counts.model()).isEqualTo("v0");
    assertThat(view.history().rate()).contains(2L);
    assertThat(Collections.max(view.history().at())).isLessThan(NOW);
  }

  /**
   * Memory holds no more frames than fit, and a predictor that catches up is before all of them.
   */
  @Test
  void countsAPredictionWhoseFrameIsNotInMemory() {
    for (int i = 0; i < 600; i++) {
      read(prediction("cam", i, i + 1, i * 2L));
    }
    TopicView.TopicCounts counts = view.counts();
    assertThat(counts.now().rate()).isEqualTo(200);
    assertThat(counts.now().p50()).isNull();
    assertThat(view.history().rate()).containsExactly(500L, 100L);
  }

  @Test
  void countsNoSkillOfAStreamWithoutARecentFrame() {
    for (int i = 0; i < 100; i++) {
      read(score(new RecordPosition(TOPICS.frames(), 2, i), "ended", -4, NOW - 120_000));
    }
    read(score("cam", 200, 0.75));
    assertThat(view.counts().now().skill()).isEqualTo(0.75);
  }

  @Test
  void keepsOnlyTheBeginningOfALongReason() {
    String reason = "x".repeat(16_000);
    read(event(new Event(Event.RESET, "cam", "t-0@1", reason)));
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of(
            TOPICS.deadLetters(),
            record(TOPICS.frames(), 5, "cam", png(3), new RecordHeaders(), NOW),
            new IllegalStateException(reason));
    read(record(TOPICS.deadLetters(), 0, "cam", png(3), letter.headers(), NOW));
    assertThat(view.eventsOf("cam").get(0).reason()).hasSize(1_000).endsWith("x...");
    assertThat(view.deadLettersSince(0).get(0).reason()).hasSize(1_000).endsWith("...");
  }

  @SafeVarargs
  private void read(ConsumerRecord<byte[], byte[]>... records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      view.read(record);
    }
  }

  private ConsumerRecord<byte[], byte[]> event(Event event) {
    return record(
        TOPICS.events(), offsets++, event.subject(), event.toJson(), new RecordHeaders(), NOW);
  }

  private ConsumerRecord<byte[], byte[]> deadLetter(byte[] value) {
    ProducerRecord<byte[], byte[]> letter =
        DeadLetter.of(
            TOPICS.deadLetters(),
            record(TOPICS.frames(), 5, "cam", value, new RecordHeaders(), NOW),
            new IllegalStateException("expected a, found b"));
    return record(TOPICS.deadLetters(), offsets++, "cam", value, letter.headers(), NOW);
  }

  /** A browser would turn the first image, and see nothing of the second one. */
  @Test
  void returnsTheImagesThatAPredictorReads() throws Exception {
    byte[] jpeg =
        Encoding.JPEG.encode(new FrameDecoder(FrameLimits.DEFAULT).decode(png(1), null).frame());
    byte[] orientation =
        HexFormat.of()
            .parseHex(
                "ffe10022457869660000"
                    + "4d4d002a000000080001011200030000000100060000"
                    + "00000000");
    byte[] turned =
        ByteBuffer.allocate(orientation.length + jpeg.length - 2) // without its end marker
            .put(jpeg, 0, 2)
            .put(orientation)
            .put(jpeg, 2, jpeg.length - 4)
            .array();
    BufferedImage image = new BufferedImage(24, 10, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(7, 3, 0x00ff8040);
    ByteArrayOutputStream transparent = new ByteArrayOutputStream();
    ImageIO.write(image, "png", transparent);
    assertThat(shown(0, jpeg)).isEqualTo(jpeg);
    assertThat(shown(1, turned)).isEqualTo(jpeg);
    BufferedImage found =
        ImageIO.read(new ByteArrayInputStream(shown(2, transparent.toByteArray())));
    assertThat(found.getColorModel().hasAlpha()).isFalse();
    assertThat(found.getRGB(7, 3)).isEqualTo(0xffff8040);
    assertThat(shown(3, png(3))).isEqualTo(png(3));
    read(deadLetter(turned));
    assertThat(bytes(view.deadLettersSince(0).get(0).picture())).isEqualTo(jpeg);
  }

  private byte[] shown(int offset, byte[] file) {
    read(
        record(TOPICS.frames(), offset, "cam", file, new RecordHeaders(), NOW - 2_000),
        prediction("cam", offset, offset + 1, 1));
    return bytes(view.newest(1).frame());
  }

  private static byte[] bytes(EncodedImage image) {
    return Base64.getDecoder().decode(image.data());
  }
}
