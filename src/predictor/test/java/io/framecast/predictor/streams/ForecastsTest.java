package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.FrameMetrics;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests predictions further ahead than the next frame, and their scores. */
class ForecastsTest {
  private static final int HORIZONS = 4;
  private static final Weights A = CameraRecords.WEIGHTS;
  private static final Weights B = Weights.initial(A.configuration(), 8);

  @AutoClose private final Workers workers = new Workers(A, 1);
  private final CameraRecords camera = new CameraRecords("cam", 0, 10, 12, 0);
  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

  private static StreamSettings settings(OptionalInt overload) {
    return settings(overload, HORIZONS);
  }

  private static StreamSettings settings(OptionalInt overload, int horizons) {
    return new StreamSettings(4, 30, 1_000, 6, Duration.ofHours(24), overload, horizons);
  }

  private static StreamFactory factory(int horizons) {
    return CameraRecords.factory(settings(OptionalInt.empty(), horizons));
  }

  private static StreamFactory factory() {
    return factory(HORIZONS);
  }

  private void add(long... numbers) {
    for (long n : numbers) {
      log.add(camera.numbered(n));
    }
  }

  private WrittenRecords answer(StreamFactory factory) {
    try (TestPartition partition = new TestPartition(log, factory, workers)) {
      partition.readTo(log.size());
      return new WrittenRecords(List.copyOf(partition.results()));
    }
  }

  @Test
  void publishesTheStepsAfterThePredictionOfTheNextFrame() {
    add(0, 1);
    WrittenRecords written = answer(factory());
    List<byte[]> plain = new ArrayList<>();
    try (Step step = new Step(A);
        State state = State.zero(A.configuration(), 10, 12)) {
      step.next(state, camera.frame(0));
      Frame next = step.next(state, camera.frame(1));
      for (int lead = 2; lead <= HORIZONS; lead++) {
        next = step.next(state, next);
        plain.add(Encoding.NPY_F4.encode(next));
      }
    }
    assertThat(written.predictions()).extracting(Prediction::horizon).containsExactly(1, 1);
    List<Prediction> after1 = written.forecasts().subList(HORIZONS - 1, 2 * (HORIZONS - 1));
    assertThat(after1).extracting(Prediction::value).containsExactlyElementsOf(plain);
    assertThat(after1)
        .extracting(Prediction::horizon, Prediction::sequence, Prediction::framesSeen)
        .containsExactly(tuple(2, 3L, 2L), tuple(3, 4L, 2L), tuple(4, 5L, 2L));
    assertThat(after1)
        .extracting(one -> one.stream() + " " + one.source() + " " + one.contentType())
        .containsOnly("cam framecast.frames-0@1 application/x-npy");
    assertThat(written.results()).extracting(RecordResult::forecasts).containsOnly(3);
  }

  @Test
  void scoresEachLeadWhenItsFrameArrives() {
    add(0, 1, 2, 3, 4, 5);
    WrittenRecords written = answer(factory());
    assertThat(written.scores())
        .extracting(PredictionScore::sequence, PredictionScore::lead)
        .containsExactly(
            tuple(1L, 1),
            tuple(2L, 1),
            tuple(2L, 2),
            tuple(3L, 1),
            tuple(3L, 2),
            tuple(3L, 3),
            tuple(4L, 1),
            tuple(4L, 2),
            tuple(4L, 3),
            tuple(4L, 4),
            tuple(5L, 1),
            tuple(5L, 2),
            tuple(5L, 3),
            tuple(5L, 4));
    PredictionScore last = written.scores().get(13);
    Prediction forecast = written.forecasts().get(HORIZONS - 1 + 2); // lead 4 from frame 1
    Frame predicted = CameraRecords.decode(forecast.value());
    assertThat(last.mse()).isEqualTo(FrameMetrics.mse(predicted, camera.frame(5)));
    assertThat(last.skill())
        .as("1 - mse / mse of the frame that it was made from")
        .isEqualTo(FrameMetrics.skill(predicted, camera.frame(5), camera.frame(1)).getAsDouble());
  }

  @Test
  void aFrameAfterAGapIsScoredWithTheForecastsOfIt() {
    add(0, 1, 4, 5);
    assertThat(answer(factory()).scores())
        .extracting(PredictionScore::sequence, PredictionScore::lead)
        .containsExactly(tuple(1L, 1), tuple(4L, 3), tuple(4L, 4), tuple(5L, 1), tuple(5L, 4));
  }

  @Test
  void aResetDropsTheForecastsOfTheTimeBefore() {
    add(0, 1, 2, 20, 21);
    assertThat(answer(factory()).scores())
        .extracting(PredictionScore::sequence, PredictionScore::lead)
        .containsExactly(tuple(1L, 1), tuple(2L, 1), tuple(2L, 2), tuple(21L, 1));
  }

  @Test
  void aSwapKeepsTheForecastsOfTheWeightsBefore() {
    add(0, 1, 2, 3, 4, 5);
    Map<String, Weights> all = Map.of(A.version(), A, B.version(), B);
    WeightsPool live = new WeightsPool(A, all::get, new SwapBudget(1e6, 1));
    StreamFactory factory = CameraRecords.factory(live, settings(OptionalInt.empty()));
    try (TestPartition partition = new TestPartition(log, factory, workers)) {
      partition.read(3, true);
      live.activate(B);
      partition.readTo(log.size());
      List<PredictionScore> scores = new WrittenRecords(partition.results()).scores();
      assertThat(scores.subList(10, 14))
          .as("of frame 5, from the frames 4, 3, 2 and 1")
          .extracting(PredictionScore::model)
          .containsExactly(B.version(), B.version(), A.version(), A.version());
    }
  }

  @Test
  void aFrameThatIsSkippedUnderOverloadHasNoForecasts() {
    add(0, 1, 2, 3, 4, 5, 6, 7);
    StreamFactory factory = CameraRecords.factory(settings(OptionalInt.of(5)));
    try (TestPartition partition = new TestPartition(log, factory, workers)) {
      partition.streams().updateLogEnd(8); // frames 0 and 1 have more than 5 behind them
      partition.read(4, true);
      partition.assign(factory); // the next owner knows what was skipped
      partition.streams().updateLogEnd(8);
      partition.readTo(log.size());
      WrittenRecords written = new WrittenRecords(partition.results());
      assertThat(written.forecasts())
          .extracting(forecast -> forecast.source().offset())
          .doesNotContain(0L, 1L)
          .contains(2L);
      assertThat(written.scores())
          .extracting(PredictionScore::sequence, PredictionScore::lead)
          .startsWith(tuple(3L, 1), tuple(4L, 1), tuple(4L, 2), tuple(5L, 1))
          .contains(tuple(6L, 4))
          .doesNotContain(tuple(5L, 4));
    }
  }

  /** The frames since the checkpoint are replayed as they were predicted, with the old setting. */
  @ParameterizedTest
  @CsvSource({"4, 1", "1, 4", "2, 6", "6, 2"})
  void afterAChangeOfTheSettingTheForecastsThatWerePublishedAreScoredAndNoOthers(
      int before, int after) {
    for (int n = 0; n < 20; n++) {
      add(n);
    }
    try (TestPartition partition = new TestPartition(log, factory(before), workers)) {
      partition.read(7, true);
      changeTo(partition, after);
      partition.read(2, true);
      changeTo(partition, after); // no replay mixes frames of both settings
      partition.read(3, true);
      changeTo(partition, before);
      partition.readTo(log.size());
      WrittenRecords written = new WrittenRecords(partition.results());
      Set<String> published = new TreeSet<>();
      for (Prediction one : written.forecasts()) {
        long target = one.source().offset() + one.horizon();
        if (target < log.size()) {
          published.add(target + " lead " + one.horizon());
        }
      }
      Set<String> scored = new TreeSet<>();
      for (PredictionScore one : written.scores()) {
        if (one.lead() > 1) {
          scored.add(one.sequence() + " lead " + one.lead());
        }
      }
      assertThat(scored).isEqualTo(published).isNotEmpty();
      assertThat(partition.restoreOutput().events()).isEmpty();
    }
  }

  /** 100 horizons need 5,149 encoded frames with each stream. */
  @Test
  void refusesAFrameWhoseForecastsCouldNotBeHeld() throws Exception {
    OutputRecords output = factory().output();
    Frame large = new Frame(496, 512, 1, new float[496 * 512]);
    new FrameCapacity(output, 1L << 40, 1).check(A.configuration(), large);
    assertThatThrownBy(
            () -> new FrameCapacity(output, 1L << 40, 100).check(A.configuration(), large))
        .isInstanceOf(UnservableFrameException.class)
        .hasMessageMatching(
            "expected a checkpoint with its forecasts \\(framecast.horizons\\) of at most \\d+ bytes, found 5\\d{9} for a frame of 496x512");
  }

  private static void changeTo(TestPartition partition, int horizons) {
    partition.assign(factory(horizons));
    while (partition.isReplaying()) {
      partition.read(100, true);
    }
  }

  @Test
  void forecastsThatTheirTopicDoesNotTakeAreWithheldAndTheStreamContinues() {
    add(0, 1, 2);
    WrittenRecords written =
        answer(
            new StreamFactory(
                WeightsPool.only(A),
                Topics.DEFAULT,
                FrameLimits.DEFAULT,
                settings(OptionalInt.empty()),
                Map.of(Topics.DEFAULT.forecasts(), 300),
                CameraRecords.stateCache(1L << 30)));
    assertThat(written.predictions()).hasSize(3);
    assertThat(written.forecasts()).isEmpty();
    assertThat(written.scores()).extracting(PredictionScore::lead).containsOnly(1);
    assertThat(written.results()).extracting(RecordResult::withheldForecasts).containsOnly(3);
  }

  @Test
  void forecastsFromTheFirstOneOnThatIsNotFiniteAreWithheld() {
    log.add(camera.dark());
    log.add(camera.dark());
    Weights odd = NonFiniteWeights.overflowingOnBrightFrames(A);
    WrittenRecords written = answer(CameraRecords.factory(odd, settings(OptionalInt.empty())));
    assertThat(written.outcomes()).containsOnly(Outcome.PREDICTED);
    assertThat(written.forecasts()).isEmpty();
    assertThat(written.results()).extracting(RecordResult::withheldForecasts).containsOnly(3);
  }
}
