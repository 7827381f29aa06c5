package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Tests weights that become live while frames arrive: each stream swaps at one of its frames. */
class SwapTest {
  private static final Weights A = CameraRecords.WEIGHTS;
  private static final Weights B = Weights.initial(A.configuration(), 8);

  private static final Weights C = CameraRecords.OTHERS;
  private static final Weights OVERFLOWING_A = NonFiniteWeights.overflowingOnBrightFrames(A);
  private static final Weights OVERFLOWING_B = NonFiniteWeights.overflowingOnBrightFrames(B);
  private static final Map<String, Weights> ALL =
      Stream.of(A, B, C, OVERFLOWING_A, OVERFLOWING_B)
          .collect(Collectors.toMap(Weights::version, weights -> weights));
  private static final int PRIMING = 6;

  /** The number of dark frames before the first bright one. */
  private static final int DARK = 12;

  /** A share that allows a swap on any slow machine. */
  private static final double ALWAYS = 1e6;

  private static final StreamSettings RULES =
      new StreamSettings(4, 10, 100, PRIMING, Duration.ofHours(24), OptionalInt.empty(), 1);

  @AutoClose private final Workers workers = new Workers(A, 2);

  @Test
  void aStreamSwapsAtItsNextFrameWithoutAMissingPrediction() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(3, 20);
    WeightsPool live = live(A, ALWAYS);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(live, RULES), workers)) {
      partition.read(30, true);
      live.activate(B);
      partition.read(30, true);
      List<Prediction> predictions = new WrittenRecords(partition.results()).predictions();
      assertThat(predictions.subList(0, 30))
          .extracting(Prediction::model)
          .containsOnly(A.version());
      assertThat(predictions.subList(30, 60))
          .extracting(Prediction::model)
          .containsOnly(B.version());
      assertThat(predictions.subList(30, 33))
          .extracting(Prediction::framesSeen)
          .containsOnly(PRIMING + 1L);
      checkPredictions(log, partition, "");
      List<PredictionScore> scores = new WrittenRecords(partition.results()).scores();
      assertThat(scores).as("of all frames but the first of each").hasSize(57);
      assertThat(scores.subList(27, 30))
          .as("of the predictions that were published before")
          .extracting(PredictionScore::model)
          .containsOnly(A.version());
      assertThat(new WrittenRecords(partition.results()).events())
          .extracting(Event::event)
          .containsExactly("swap", "swap", "swap");
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Seeds.class)
  void everyPredictionFollowsFromItsVersionAndTheLogWithAnyOwner(long seed) throws Exception {
    Random random = new Random(seed);
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(6, 80);
    List<Weights> versions = List.of(A, B, C);
    WeightsPool live = live(A, random.nextInt(3) == 0 ? 1e-3 : 1);
    StateCache little = CameraRecords.stateCache(15_000);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(live, RULES), workers)) {
      Map<String, String> last = new HashMap<>();
      while (!partition.isAtEnd()) {
        if (random.nextInt(5) == 0) {
          live.activate(versions.get(random.nextInt(3)));
        }
        boolean goes = random.nextInt(5) == 0;
        partition.read(1 + random.nextInt(20), !goes);
        if (goes) {
          live = live(live.live(), random.nextInt(3) == 0 ? 1e-3 : 1);
          partition.assign(
              random.nextBoolean()
                  ? CameraRecords.factory(live, RULES)
                  : CameraRecords.factory(live, RULES, little));
        }
      }
      checkPredictions(log, partition, "seed " + seed);
      WrittenRecords written = new WrittenRecords(partition.results());
      assertThat(written.scores()).as("seed " + seed).hasSize(log.size() - 6);
      int changes = 0;
      for (Prediction prediction : written.predictions()) {
        String before = last.put(prediction.stream(), prediction.model());
        changes += before == null || before.equals(prediction.model()) ? 0 : 1;
      }
      assertThat(written.events())
          .as("every swap has an event, seed " + seed)
          .hasSize(changes)
          .allMatch(event -> event.event().equals(Event.SWAP));
    } finally {
      little.close();
    }
  }

  @Test
  void withoutASwapBudgetOnlyNewStreamsUseTheNewWeights() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 20);
    CameraRecords late = new CameraRecords("new", 0, 10, 12, 5);
    log.forEach(record -> late.skip());
    log.add(late.numbered(0));
    WeightsPool live = live(A, 0);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(live, RULES), workers)) {
      partition.read(20, true);
      live.activate(B);
      partition.read(30, true);
      List<Prediction> predictions = new WrittenRecords(partition.results()).predictions();
      assertThat(predictions.subList(0, 40))
          .extracting(Prediction::model)
          .containsOnly(A.version());
      assertThat(predictions.get(40).model()).isEqualTo(B.version());
      checkPredictions(log, partition, "");
      partition.assign();
      assertThat(partition.streams().view("cam0").model()).isEqualTo(A.version());
    }
  }

  @Test
  void keepsWeightsWhileAStreamUsesThem() {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 20);
    WeightsPool live = live(A, ALWAYS);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(live, RULES), workers)) {
      partition.read(20, true);
      live.activate(B);
      partition.read(1, true);
      assertThat(live.isUsed(A.version())).as("the other stream has had no frame").isTrue();
      partition.read(1, true);
      assertThat(live.isUsed(A.version())).isFalse();
      live.activate(C);
      partition.streams().close();
      assertThat(live.isUsed(B.version())).isFalse();
      assertThat(live.isUsed(C.version())).isTrue();
    }
  }

  /** Checks states, steps and weights; the collector frees the arguments of ops. */
  @Test
  void twoHundredSwapsDoNotLeakMemory() {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(4, 220);
    WeightsPool live = live(A, ALWAYS);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(live, RULES), workers)) {
      long before = 0;
      for (int swap = 0; swap < 220; swap++) {
        live.activate(Weights.initial(A.configuration(), 100 + swap));
        partition.read(4, true);
        if (swap == 19) {
          System.gc();
          before = Pointer.totalBytes();
        }
      }
      assertThat(new WrittenRecords(partition.results()).events()).hasSize(4 * 219);
      long most = before + 40_000; // a hundredth of the memory of 200 steps of two workers
      Awaitility.await("bytes beside the heap, at most " + most)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                System.gc();
                return Pointer.totalBytes();
              },
              bytes -> bytes <= most);
    }
  }

  @Test
  void rejectsWeightsWhosePrimingGivesNonFiniteNumbers() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = PartitionLogs.interleaved(2, 20);
    WeightsPool live = live(A, ALWAYS);
    Weights bad = NonFiniteWeights.overflowing();
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(live, RULES), workers)) {
      partition.read(20, true);
      live.activate(bad);
      partition.read(20, true);
      WrittenRecords written = new WrittenRecords(partition.results());
      assertThat(written.predictions())
          .hasSize(40)
          .extracting(Prediction::model)
          .containsOnly(A.version());
      assertThat(written.events()).hasSize(2).allMatch(e -> e.event().equals(Event.REFUSAL));
      assertThat(written.events().get(0).reason())
          .isEqualTo(
              String.format(
                      Locale.ROOT,
                      "expected %s to take its frames, found: expected a finite prediction, found NaN;",
                      bad.version())
                  + " the stream stays with "
                  + A.version());
      checkPredictions(log, partition, "");
    }
  }

  /** A crash after it gives the same result from the log: no checkpoint was written. */
  @Test
  void usesTheStreamsWeightsIfNewOnesFailAtTheNextFrame() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = darkThenBright(0);
    WeightsPool live = live(A, ALWAYS);
    try (TestPartition partition =
            new TestPartition(log, CameraRecords.factory(live, RULES), workers);
        TestPartition undisturbed =
            new TestPartition(log, CameraRecords.factory(A, RULES), workers)) {
      partition.read(DARK, true);
      live.activate(OVERFLOWING_B);
      partition.read(1, true);
      WrittenRecords written = new WrittenRecords(partition.results());
      assertThat(written.events())
          .containsExactly(
              new Event(
                  Event.REFUSAL,
                  "cam",
                  "framecast.frames-0@" + DARK,
                  String.format(
                          Locale.ROOT,
                          "expected %s to take its frames, found: expected a finite prediction, found NaN;",
                          OVERFLOWING_B.version())
                      + " the stream stays with "
                      + A.version()));
      assertThat(live.isUsed(A.version())).isTrue();
      assertThat(partition.streams().metadata(DARK + 1).replay()).isLessThan(DARK);
      partition.assign(CameraRecords.factory(live(OVERFLOWING_B, ALWAYS), RULES));
      partition.read(DARK + 1, true); // as a replay without output
      partition.read(log.size(), true);
      undisturbed.read(log.size(), true);
      assertThat(partition.checkpointsByStream()).isEqualTo(undisturbed.checkpointsByStream());
      assertThat(written.events()).as("once an owner").hasSize(2);
      checkPredictions(log, partition, "");
      assertThat(written.scores()).hasSize(log.size() - 1);
    }
  }

  @Test
  void quarantinesAFrameThatFailsWithBothWeightsAndSwapsLater() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = darkThenBright(5);
    WeightsPool live = live(OVERFLOWING_A, ALWAYS);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(live, RULES), workers)) {
      partition.read(DARK, true);
      live.activate(OVERFLOWING_B);
      partition.read(1, true);
      WrittenRecords written = new WrittenRecords(partition.results());
      assertThat(written.outcomes()).last().isEqualTo(Outcome.REFUSED);
      assertThat(written.events()).extracting(Event::event).containsExactly(Event.QUARANTINED);
      assertThat(live.isUsed(OVERFLOWING_A.version())).isTrue();
      assertThat(partition.streams().metadata(DARK + 1).replay()).isLessThan(DARK);
      partition.assign(CameraRecords.factory(live, RULES)); // which quarantines it again
      partition.read(DARK + 1, true);
      partition.read(5, true);
      assertThat(written.events())
          .extracting(Event::event)
          .containsExactly(Event.QUARANTINED, Event.SWAP);
      assertThat(written.events().get(1).source()).isEqualTo("framecast.frames-0@" + (DARK + 1));
      List<Prediction> moved = written.predictions().subList(DARK, DARK + 5);
      assertThat(moved).extracting(Prediction::model).containsOnly(OVERFLOWING_B.version());
      assertThat(moved).extracting(Prediction::framesSeen).containsExactly(7L, 8L, 9L, 10L, 11L);
    }
  }

  /** The stream restarts with its own weights, and a replay does the same. */
  @Test
  void usesTheStreamsWeightsIfNewOnesFailAtTheFrameOfAReset() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    CameraRecords camera = new CameraRecords("cam", 0, 10, 12, 0);
    for (int n = 0; n < 20; n++) {
      byte[] value = Encoding.NPY_F4.encode(camera.frame(n));
      log.add(n == 5 ? camera.record(value, "framecast-reset", "true") : camera.unnumbered(n));
    }
    WeightsPool live = live(A, 0);
    try (TestPartition partition =
        new TestPartition(log, CameraRecords.factory(live, RULES), workers)) {
      partition.read(5, true);
      live.activate(NonFiniteWeights.overflowing());
      partition.read(1, true);
      assertThat(partition.results().get(5).event()).isEqualTo(EventType.RESET);
      assertThat(new WrittenRecords(partition.results()).events())
          .extracting(Event::event)
          .containsExactly(Event.REFUSAL);
      assertThat(partition.streams().metadata(6).replay()).isLessThanOrEqualTo(5);
      partition.assign(CameraRecords.factory(live, RULES));
      partition.read(6, true);
      partition.read(14, true);
      checkPredictions(log, partition, "");
      assertThat(new WrittenRecords(partition.results()).predictions().get(19).framesSeen())
          .isEqualTo(15);
    }
  }

  /** Returns frames without sequences, so that a quarantined frame leaves no gap. */
  private static List<ConsumerRecord<byte[], byte[]>> darkThenBright(int darkAgain) {
    CameraRecords camera = new CameraRecords("cam", 0, 10, 12, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < 2 * DARK; n++) {
      boolean dark = n < DARK || (n > DARK && n <= DARK + darkAgain);
      log.add(dark ? camera.dark() : camera.unnumbered(n));
    }
    return log;
  }

  /**
   * Checks every prediction against a plain loop over the frames it counts as seen, with the
   * version that it names.
   */
  private static void checkPredictions(
      List<ConsumerRecord<byte[], byte[]>> log, TestPartition partition, String where)
      throws RefusedFrameException {
    List<Prediction> predictions = new WrittenRecords(partition.results()).predictions();
    assertThat(predictions).as(where).hasSize((int) partition.committed());
    for (int i = 0; i < predictions.size(); i++) {
      Prediction prediction = predictions.get(i);
      assertThat(prediction.source().offset()).as(where).isEqualTo(i);
      assertThat(prediction.value())
          .as("%s, %s", where, prediction.source())
          .isEqualTo(
              CameraRecords.direct(
                  ALL.get(prediction.model()),
                  log.subList(0, i + 1),
                  prediction.stream(),
                  (int) prediction.framesSeen()));
    }
  }

  private static WeightsPool live(Weights weights, double share) {
    return new WeightsPool(weights, ALL::get, new SwapBudget(share, 2));
  }
}
