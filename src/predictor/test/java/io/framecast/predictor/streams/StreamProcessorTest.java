package io.framecast.predictor.streams;

import static io.framecast.predictor.streams.Outcome.DUPLICATE;
import static io.framecast.predictor.streams.Outcome.ENDED;
import static io.framecast.predictor.streams.Outcome.PREDICTED;
import static io.framecast.predictor.streams.Outcome.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.FrameMetrics;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamProcessorTest {
  private final WorkerContext context = new WorkerContext(Step::new);
  private final CameraRecords camera = new CameraRecords("cam", 3, 10, 12, 0);
  private StreamProcessor stream = CameraRecords.factory().create("cam", 3);
  private final List<RecordResult> results = new ArrayList<>();
  private final WrittenRecords written = new WrittenRecords(results);

  @AfterEach
  void free() {
    stream.close();
    context.close();
  }

  @Test
  void everyPredictionEqualsThatOfAStepFromZero() {
    for (int n = 0; n < 6; n++) {
      answer(camera.numbered(n));
    }
    assertThat(written.outcomes()).containsOnly(PREDICTED);
    assertThat(values()).isEqualTo(direct(0, 1, 2, 3, 4, 5));
    Prediction fourth = written.predictions().get(3);
    assertThat(fourth.stream()).isEqualTo("cam");
    assertThat(fourth.sequence()).isEqualTo(4);
    assertThat(fourth.source()).hasToString("framecast.frames-3@3");
    assertThat(fourth.framesSeen()).isEqualTo(4);
    assertThat(fourth.filled()).isZero();
    assertThat(fourth.model()).isEqualTo(CameraRecords.WEIGHTS.version());
    assertThat(fourth.contentType()).isEqualTo("application/x-npy");
    assertThat(written.events()).isEmpty();
  }

  @Test
  void framesWithoutASequenceStepAndTheirPredictionsHaveNone() {
    answer(camera.unnumbered(0), camera.unnumbered(1), camera.unnumbered(1));
    assertThat(values()).isEqualTo(direct(0, 1, 1));
    assertThat(written.predictions()).extracting(Prediction::sequence).containsOnlyNulls();
  }

  @Test
  void aDuplicateFrameChangesNothing() {
    answer(camera.numbered(0), camera.numbered(1), camera.numbered(1), camera.numbered(2));
    assertThat(written.outcomes()).containsExactly(PREDICTED, PREDICTED, DUPLICATE, PREDICTED);
    assertThat(values()).isEqualTo(direct(0, 1, 2));
  }

  @Test
  void aShortGapIsFilledWithTheStreamsOwnPredictions() {
    answer(camera.numbered(0), camera.numbered(1), camera.numbered(4), camera.numbered(5));
    assertThat(values()).isEqualTo(direct(0, 1, -1, -1, 4, 5));
    assertThat(written.predictions()).extracting(Prediction::filled).containsExactly(0, 0, 2, 0);
    assertThat(written.predictions())
        .extracting(Prediction::framesSeen)
        .containsExactly(1L, 2L, 5L, 6L);
    assertThat(results).extracting(RecordResult::filled).containsExactly(0, 0, 2, 0);
    assertThat(written.scores())
        .as("no prediction of frame 4 was published")
        .extracting(PredictionScore::sequence)
        .containsExactly(1L, 5L);
    assertThat(written.events()).isEmpty();
  }

  @Test
  void aGapLongerThanMaxFillResetsTheStream() {
    answer(camera.numbered(0), camera.numbered(1), camera.numbered(7), camera.numbered(8));
    assertThat(values())
        .containsExactly(
            direct(0, 1).get(0), direct(0, 1).get(1), direct(7, 8).get(0), direct(7, 8).get(1));
    assertThat(written.events())
        .containsExactly(
            new Event(
                "reset",
                "cam",
                "framecast.frames-3@2",
                "expected sequence 2, found 7: 5 frames are missing, at most 4 are filled in;"
                    + " stream reset"));
    assertThat(results)
        .extracting(RecordResult::event)
        .containsExactly(null, null, EventType.RESET, null);
    assertThat(written.predictions())
        .extracting(Prediction::framesSeen)
        .containsExactly(1L, 2L, 1L, 2L);
  }

  @Test
  void aRestartedSourceLosesNoFrame() {
    answer(camera.numbered(0), camera.numbered(1), camera.numbered(0), camera.numbered(1));
    assertThat(written.outcomes()).containsOnly(PREDICTED);
    assertThat(written.predictions())
        .extracting(Prediction::framesSeen)
        .containsExactly(1L, 2L, 1L, 2L);
    assertThat(written.events())
        .extracting(Event::reason)
        .containsExactly(
            "expected sequence 2, found 0: the source has started again; stream reset");
  }

  @Test
  void anotherFrameSizeResetsTheStream() {
    CameraRecords larger = new CameraRecords("cam", 3, 24, 40, 0);
    answer(camera.numbered(0), camera.numbered(1));
    larger.after(camera);
    answer(larger.numbered(2), larger.numbered(3));
    assertThat(written.outcomes()).containsOnly(PREDICTED);
    assertThat(written.predictions())
        .extracting(Prediction::framesSeen)
        .containsExactly(1L, 2L, 1L, 2L);
    assertThat(written.events())
        .extracting(Event::reason)
        .containsExactly("frame is 24x40, this stream began with 10x12; stream reset");
    assertThat(written.scores()).extracting(PredictionScore::sequence).containsExactly(1L, 3L);
  }

  @Test
  void theResetHeaderResetsTheStreamBeforeItsFrame() {
    byte[] value = Encoding.NPY_F4.encode(camera.frame(2));
    answer(camera.numbered(0), camera.numbered(1));
    answer(camera.record(value, "sequence", "2", "framecast-reset", "true"));
    assertThat(values().get(2)).isEqualTo(direct(2).get(0));
    assertThat(results.get(2).event()).isEqualTo(EventType.RESET);
    assertThat(written.events()).as("the producer knows it").isEmpty();
  }

  @Test
  void aNullValueEndsTheStreamAndTheNextFrameRestartsIt() {
    answer(camera.numbered(0), camera.numbered(1), camera.record(null));
    assertThat(stream.isEmpty()).isTrue();
    assertThat(stream.view()).isNull();
    answer(camera.record(null), camera.numbered(0));
    assertThat(written.outcomes()).containsExactly(PREDICTED, PREDICTED, ENDED, ENDED, PREDICTED);
    assertThat(values().get(2)).isEqualTo(values().get(0));
    assertThat(written.events()).isEmpty();
    assertThat(written.scores()).hasSize(1);
  }

  @Test
  void aRefusedFrameCausesADeadLetterAndChangesNoState() {
    answer(camera.numbered(0), camera.record(new byte[0]), camera.numbered(1));
    assertThat(written.outcomes()).containsExactly(PREDICTED, REFUSED, PREDICTED);
    assertThat(values()).isEqualTo(direct(0, 1));
    assertThat(written.deadLetters()).hasSize(1);
  }

  @Test
  void scoresThePublishedPixels() throws Exception {
    for (Encoding encoding : List.of(Encoding.NPY_F4, Encoding.PNG8)) {
      stream = CameraRecords.factory().create("cam", 3);
      results.clear();
      List<Frame> seen = new ArrayList<>();
      for (int n = 0; n < 4; n++) {
        byte[] value = encoding.encode(camera.frame(n));
        seen.add(decoded(value));
        answer(camera.record(value, "sequence", Integer.toString(n)));
      }
      assertThat(written.scores()).hasSize(3);
      for (int n = 1; n < 4; n++) {
        Frame predicted = decoded(written.predictions().get(n - 1).value());
        PredictionScore score = written.scores().get(n - 1);
        assertThat(score.sequence()).isEqualTo(n);
        assertThat(score.mse()).isEqualTo(FrameMetrics.mse(predicted, seen.get(n)));
        assertThat(score.mae()).isEqualTo(FrameMetrics.mae(predicted, seen.get(n)));
        assertThat(score.bce()).isEqualTo(FrameMetrics.bce(predicted, seen.get(n)));
        assertThat(score.ssim()).isEqualTo(FrameMetrics.ssim(predicted, seen.get(n)));
        assertThat(score.skill())
            .isEqualTo(FrameMetrics.skill(predicted, seen.get(n), seen.get(n - 1)).getAsDouble());
      }
      stream.close();
    }
  }

  @Test
  void skillIsNullWherePersistenceIsPerfect() {
    answer(camera.unnumbered(0), camera.unnumbered(0));
    assertThat(written.scores()).hasSize(1);
    assertThat(written.scores().get(0).skill()).isNull();
  }

  @Test
  void predictsAColourStreamByItsLuminanceInItsOwnEncoding() throws Exception {
    Encoding colour = Encoding.PNG8.withChannels(3);
    Frame grey = camera.frame(0);
    answer(camera.record(colour.encode(grey.withChannels(3))));
    answer(camera.record(colour.encode(camera.frame(1).withChannels(3))));
    Frame predicted = decoded(written.predictions().get(1).value());
    assertThat(predicted.channels()).isEqualTo(3);
    assertThat(predicted.height()).isEqualTo(10);
    assertThat(written.scores()).hasSize(1);
  }

  @Test
  void refusesUnsupportedChannels() {
    Encoding two = Encoding.NPY_F4.withChannels(2);
    answer(camera.record(two.encode(new Frame(10, 12, 2, new float[240]))));
    assertThat(written.outcomes()).containsExactly(REFUSED);
  }

  /** With fused sums no finite frame overflows good weights, so this test uses bad weights. */
  @Test
  void quarantinesAFrameWithNonFiniteResultsAndRollsTheStreamBack() {
    try (WorkerContext overflowing =
        new WorkerContext(w -> new Step(NonFiniteWeights.overflowing()))) {
      answer(camera.numbered(0), camera.numbered(1));
      results.add(process(camera.numbered(2), overflowing));
      answer(camera.numbered(2), camera.numbered(3));
      results.add(process(camera.numbered(6), overflowing)); // two are filled
      byte[] again = Encoding.NPY_F4.encode(camera.frame(0));
      results.add(process(camera.record(again, "framecast-reset", "true"), overflowing));
      answer(camera.numbered(4));
    }
    assertThat(written.outcomes())
        .containsExactly(
            PREDICTED, PREDICTED, REFUSED, PREDICTED, PREDICTED, REFUSED, REFUSED, PREDICTED);
    assertThat(values()).isEqualTo(direct(0, 1, 2, 3, 4));
    assertThat(written.scores())
        .extracting(PredictionScore::sequence)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(written.deadLetters()).hasSize(3);
    assertThat(written.events())
        .hasSize(3)
        .first()
        .isEqualTo(
            new Event(
                "quarantined",
                "cam",
                "framecast.frames-3@2",
                "expected a finite prediction, found NaN; the stream is as before"));
    assertThat(stream.view().resets()).isZero();
    assertThat(stream.view().framesSeen()).isEqualTo(5);
  }

  @Test
  void aNewStreamWithAQuarantinedFirstFrameStaysEmpty() {
    try (WorkerContext overflowing =
        new WorkerContext(w -> new Step(NonFiniteWeights.overflowing()))) {
      results.add(process(camera.numbered(0), overflowing));
    }
    assertThat(written.outcomes()).containsExactly(REFUSED);
    assertThat(stream.isEmpty()).isTrue();
  }

  @Test
  void aFailedStepLosesOnlyItsFrame() {
    answer(camera.numbered(0));
    try (WorkerContext wrong =
        new WorkerContext(w -> new Step(Weights.initial(Configuration.squares(), 1)))) {
      results.add(process(camera.numbered(1), wrong));
    }
    answer(camera.numbered(1));
    assertThat(written.outcomes()).containsExactly(PREDICTED, REFUSED, PREDICTED);
    assertThat(written.deadLetters()).hasSize(1);
    assertThat(values()).isEqualTo(direct(0, 1));
    assertThat(written.events())
        .extracting(Event::event, Event::source)
        .containsExactly(tuple("quarantined", "framecast.frames-3@1"));
  }

  @Test
  void aFrameAfterTheTtlResetsTheStream() {
    stream = CameraRecords.factory(rules(Duration.ofHours(1))).create("cam", 3);
    answer(camera.at(0, 1_000), camera.at(1, 3_601_000), camera.at(2, 7_201_001));
    answer(camera.at(2, 9_000_000)); // a duplicate
    assertThat(written.outcomes()).containsExactly(PREDICTED, PREDICTED, PREDICTED, DUPLICATE);
    assertThat(written.predictions())
        .extracting(Prediction::framesSeen)
        .containsExactly(1L, 2L, 1L);
    assertThat(written.events())
        .extracting(Event::reason)
        .containsExactly(
            "expected a frame at most PT1H after those before it, found it 3600001 ms later;"
                + " stream reset");
  }

  private static StreamSettings rules(Duration ttl) {
    return new StreamSettings(4, 30, 20_000, 15, ttl, OptionalInt.empty(), 1);
  }

  @Test
  void anOversizedFrameBecomesADeadLetterWithTheReasonsOnly() {
    stream =
        CameraRecords.factory(Map.of("framecast.predictions", 700, "framecast.frames.dlq", 600))
            .create("cam", 3);
    answer(camera.numbered(0));
    assertThat(written.outcomes()).containsExactly(REFUSED);
    ConsumerRecord<byte[], byte[]> letter = written.deadLetters().get(0);
    assertThat(letter.value()).isNull();
    assertThat(letter.headers().lastHeader("framecast-original-offset").value())
        .isEqualTo(new byte[] {'0'});
  }

  @Test
  void aPredictionContinuesTheTraceOfItsFrame() {
    answer(
        camera.record(
            Encoding.PNG8.encode(camera.frame(0)),
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    assertThat(written.predictions().get(0).trace().getTraceId())
        .isEqualTo("0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void theViewShowsTheLatestFrame() {
    answer(camera.numbered(0), camera.numbered(2));
    StreamView view = stream.view();
    assertThat(view.id()).isEqualTo("cam");
    assertThat(view.partition()).isEqualTo(3);
    assertThat(view.height()).isEqualTo(10);
    assertThat(view.width()).isEqualTo(12);
    assertThat(view.sequence()).isEqualTo(2);
    assertThat(view.frames()).isEqualTo(2);
    assertThat(view.framesSeen()).isEqualTo(3);
    assertThat(view.filled()).isEqualTo(1);
    assertThat(view.stateBytes()).isPositive();
  }

  private RecordResult process(ConsumerRecord<byte[], byte[]> record, WorkerContext worker) {
    try {
      return stream.process(record, worker, ProcessingMode.PUBLISH, true);
    } catch (MemoryShortageException e) {
      throw new AssertionError(e);
    }
  }

  @SafeVarargs
  private void answer(ConsumerRecord<byte[], byte[]>... records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      results.add(process(record, context));
    }
  }

  private List<ByteBuffer> values() {
    return written.predictions().stream().map(p -> ByteBuffer.wrap(p.value())).toList();
  }

  /** Returns the predictions of a plain loop over these frames; -1 is the loop's own prediction. */
  private List<ByteBuffer> direct(int... numbers) {
    List<ByteBuffer> all = new ArrayList<>();
    try (State state = State.zero(CameraRecords.WEIGHTS.configuration(), 10, 12)) {
      Frame prediction = null;
      for (int n : numbers) {
        prediction =
            context.step(CameraRecords.WEIGHTS).next(state, n < 0 ? prediction : camera.frame(n));
        if (n >= 0) {
          all.add(ByteBuffer.wrap(Encoding.NPY_F4.encode(prediction)));
        }
      }
    }
    return all;
  }

  private static Frame decoded(byte[] value) throws Exception {
    return new FrameDecoder(FrameLimits.DEFAULT).decode(value, null).frame();
  }
}
