package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Event;
import io.framecast.topics.HeaderText;
import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guarantee: any exception or error in one record's processing costs only that record. */
class FailingRecordTest {
  private static final int EVERY = 6; // frames between checkpoints
  private static final int FRAMES = 12; // of each of two streams, in turn
  private static final String PREDICTIONS = Topics.DEFAULT.predictions();
  private static final String CHECKPOINTS = Topics.DEFAULT.checkpoints();

  /** The exceptions and errors to throw. */
  enum Thrown {
    RUNTIME,
    UNCHECKED_IO,
    ARRAY,
    STACK,
    INTERNAL,
    LONG_MESSAGE,
    HEAP,
    OFF_HEAP;

    Throwable make() {
      return switch (this) {
        case RUNTIME -> new IllegalStateException("no reason");
        case UNCHECKED_IO -> new UncheckedIOException(new IOException("not the store's"));
        case ARRAY -> new NegativeArraySizeException("-7");
        case STACK -> new StackOverflowError();
        case INTERNAL -> new InternalError();
        case LONG_MESSAGE -> new IllegalArgumentException("x".repeat(5_000_000));
        case HEAP -> new OutOfMemoryError("Java heap space");
        case OFF_HEAP -> offHeapExhausted();
      };
    }

    boolean isMemoryShortage() {
      return this == HEAP || this == OFF_HEAP;
    }
  }

  private final FaultyTopics topics = new FaultyTopics();
  private final AtomicReference<Supplier<Throwable>> step = new AtomicReference<>();
  private final StateCache cache = CameraRecords.stateCache(1L << 30);

  @AutoClose
  private final Workers workers =
      new Workers(
          CameraRecords.WEIGHTS,
          2,
          weights -> {
            Supplier<Throwable> failure = step.get();
            if (failure != null) {
              if (failure.get() instanceof Error error) {
                throw error;
              }
              throw (RuntimeException) failure.get();
            }
            return new Step(weights);
          });

  @ParameterizedTest
  @EnumSource
  void aFailureAfterTheStepCausesADeadLetterAndRollsTheStreamBack(Thrown thrown) throws Exception {
    for (int at : new int[] {0, 9, dueAt(), FRAMES * 2 - 2}) {
      List<ConsumerRecord<byte[], byte[]>> log = log();
      try (TestPartition partition = partition(log, WeightsPool.only(CameraRecords.WEIGHTS))) {
        partition.read(at, true);
        topics.fail(PREDICTIONS, Integer.MAX_VALUE, thrown::make);
        partition.read(1, true);
        topics.stop();
        assertOnlyRefused(partition, log, at, thrown);
        continueWithOtherOwners(partition, log, at, thrown + " at " + at);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureInTheStepCausesADeadLetterAndRollsTheStreamBack(Thrown thrown) throws Exception {
    for (int at : new int[] {0, 10, dueAt()}) {
      List<ConsumerRecord<byte[], byte[]>> log = log();
      try (TestPartition partition = partition(log, WeightsPool.only(CameraRecords.WEIGHTS))) {
        partition.read(at, true);
        workers.free();
        step.set(thrown::make);
        partition.read(1, true);
        step.set(null);
        assertOnlyRefused(partition, log, at, thrown);
        continueWithOtherOwners(partition, log, at, thrown + " at " + at);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneFailureLosesOneRecordAndAMemoryShortageLosesNone(Thrown thrown) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = log();
    try (TestPartition partition = partition(log, WeightsPool.only(CameraRecords.WEIGHTS))) {
      partition.read(8, true);
      topics.fail(PREDICTIONS, 1, thrown::make);
      partition.read(14, true);
      assertThat(topics.stop()).isZero();
      assertThat(new WrittenRecords(partition.results()).outcomes())
          .hasSize(22)
          .filteredOn(Outcome.REFUSED::equals)
          .hasSize(thrown.isMemoryShortage() ? 0 : 1);
      partition.assign();
      partition.readTo(log.size());
      checkPredictions(log, partition, thrown.toString());
    }
  }

  /** The frame before it is predicted with other weights than the live ones. */
  @ParameterizedTest
  @EnumSource
  void aStreamKeepsItsWeightsIfTheFrameOfASwapFails(Thrown thrown) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = log();
    Weights other = Weights.initial(CameraRecords.WEIGHTS.configuration(), 99);
    WeightsPool live =
        new WeightsPool(
            CameraRecords.WEIGHTS,
            version -> version.equals(other.version()) ? other : CameraRecords.WEIGHTS,
            new SwapBudget(1e6, 2));
    try (TestPartition partition = partition(log, live)) {
      partition.read(10, true);
      live.activate(other);
      topics.fail(PREDICTIONS, Integer.MAX_VALUE, thrown::make);
      partition.read(1, true);
      topics.stop();
      assertThat(new WrittenRecords(partition.results()).outcomes())
          .last()
          .isEqualTo(Outcome.REFUSED);
      assertThat(partition.streams().view("cam0").model())
          .isEqualTo(CameraRecords.WEIGHTS.version());
      partition.assign();
      partition.readTo(log.size());
      List<Prediction> predictions = new WrittenRecords(partition.results()).predictions();
      assertThat(predictions).hasSize(log.size() - 1);
      assertThat(predictions.get(log.size() - 2).model()).isEqualTo(other.version());
      checkPredictions(log, partition, thrown.toString());
    }
  }

  /** The record's checkpoint fails, and so does the one that its refusal needs. */
  @ParameterizedTest
  @EnumSource
  void resetsAStreamWhoseCheckpointFailsWithoutEndingOrRepeating(Thrown thrown) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = log();
    int at = dueAt();
    try (TestPartition partition = partition(log, WeightsPool.only(CameraRecords.WEIGHTS))) {
      partition.read(at, true);
      // the frame's own checkpoint, at each attempt, then the one that its refusal needs
      topics.fail(CHECKPOINTS, thrown.isMemoryShortage() ? 4 : 2, thrown::make);
      partition.read(1, true);
      assertThat(topics.stop()).isZero();
      WrittenRecords written = new WrittenRecords(partition.results());
      assertThat(written.outcomes()).last().isEqualTo(Outcome.REFUSED);
      assertThat(written.events())
          .extracting(Event::event)
          .containsExactly(Event.QUARANTINED, Event.RESET);
      partition.assign();
      partition.readTo(log.size());
      List<Prediction> victims =
          new WrittenRecords(partition.results())
              .predictions().stream().filter(p -> p.stream().equals("cam0")).toList();
      assertThat(victims).hasSize(FRAMES - 1);
      assertThat(victims.get(at / 2).framesSeen()).as("started again").isEqualTo(1);
      checkPredictions(log, partition, thrown.toString());
    }
  }

  /** The owner before had predicted it, so skipping it now would change later predictions. */
  @ParameterizedTest
  @EnumSource
  void aFailureInAReplayResetsOnlyTheRecordsStream(Thrown thrown) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = log();
    try (TestPartition partition = partition(log, WeightsPool.only(CameraRecords.WEIGHTS))) {
      partition.read(16, true);
      partition.assign();
      workers.free();
      step.set(thrown::make);
      partition.read(1, true);
      step.set(null);
      partition.readTo(log.size());
      assertThat(partition.restoreOutput().events())
          .extracting(Event::event)
          .containsExactly(Event.RESET);
      assertThat(new WrittenRecords(partition.results()).outcomes())
          .hasSize(log.size())
          .containsOnly(Outcome.PREDICTED);
      checkPredictions(log, partition, thrown.toString());
      partition.assign();
      assertThat(partition.streams().size()).isEqualTo(2);
    }
  }

  /** The broker is unavailable, and the stream's weights are no longer the live ones. */
  @Test
  void unavailableWeightsAreNotARecordsFailure() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> log = log();
    Weights other = Weights.initial(CameraRecords.WEIGHTS.configuration(), 99);
    AtomicReference<RuntimeException> away = new AtomicReference<>();
    WeightsPool live =
        new WeightsPool(
            CameraRecords.WEIGHTS,
            version -> {
              if (away.get() != null) {
                throw away.get();
              }
              return version.equals(other.version()) ? other : CameraRecords.WEIGHTS;
            },
            new SwapBudget(0, 2));
    try (TestPartition partition = partition(log, live)) {
      partition.read(12, true);
      cache.evictOthers(factory(live).create("none", 0));
      live.activate(other);
      away.set(new UncheckedIOException(new IOException("the broker is away")));
      assertThatThrownBy(() -> partition.read(4, true))
          .isInstanceOf(SpillException.class)
          .hasMessage("a stream's weights cannot be read");
      away.set(null);
      partition.assign();
      partition.readTo(log.size());
      assertThat(new WrittenRecords(partition.results()).outcomes())
          .hasSize(log.size())
          .containsOnly(Outcome.PREDICTED);
      checkPredictions(log, partition, "");
    } finally {
      cache.close();
    }
  }

  private int dueAt() {
    StreamFactory factory = factory(WeightsPool.only(CameraRecords.WEIGHTS));
    CheckpointSchedule ledger =
        new CheckpointSchedule(
            new StreamKey("cam0", Topics.DEFAULT.frames(), 0),
            factory.settings(),
            factory.output());
    int frame = 2;
    while (!ledger.isDue(frame)) {
      frame++;
    }
    return 2 * (frame - 1);
  }

  /**
   * Returns a log with cam0 at the even offsets. Without sequences a refused frame leaves no gap.
   */
  private static List<ConsumerRecord<byte[], byte[]>> log() {
    CameraRecords even = new CameraRecords("cam0", 0, 9, 14, 0);
    CameraRecords odd = new CameraRecords("cam1", 0, 11, 8, 1);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < FRAMES; n++) {
      log.add(even.after(odd).unnumbered(n));
      log.add(odd.after(even).unnumbered(n));
    }
    return log;
  }

  private StreamFactory factory(WeightsPool weights) {
    StreamSettings rules =
        new StreamSettings(4, EVERY, 20_000, 5, Duration.ofHours(24), OptionalInt.empty(), 1);
    return new StreamFactory(
        weights, Topics.DEFAULT, io.framecast.frames.FrameLimits.DEFAULT, rules, topics, cache);
  }

  private TestPartition partition(List<ConsumerRecord<byte[], byte[]>> log, WeightsPool weights) {
    return new TestPartition(log, factory(weights), workers);
  }

  private static void assertOnlyRefused(
      TestPartition partition, List<ConsumerRecord<byte[], byte[]>> log, int at, Thrown thrown) {
    WrittenRecords written = new WrittenRecords(partition.results());
    assertThat(written.outcomes()).hasSize(at + 1).last().isEqualTo(Outcome.REFUSED);
    assertThat(written.deadLetters()).hasSize(1);
    ConsumerRecord<byte[], byte[]> letter = written.deadLetters().get(0);
    assertThat(letter.value()).isEqualTo(log.get(at).value());
    assertThat(HeaderText.text(letter.headers(), FrameHeaders.ORIGINAL_OFFSET)).isEqualTo("" + at);
    assertThat(HeaderText.text(letter.headers(), FrameHeaders.ERROR_CLASS))
        .isEqualTo(thrown.make().getClass().getName());
    assertThat(HeaderText.text(letter.headers(), FrameHeaders.ERROR_MESSAGE))
        .startsWith("expected ")
        .contains("found ")
        .hasSizeLessThan(1_100);
  }

  private static void continueWithOtherOwners(
      TestPartition partition, List<ConsumerRecord<byte[], byte[]>> log, int at, String where)
      throws RefusedFrameException {
    partition.assign();
    partition.read(3, true);
    partition.assign();
    partition.readTo(log.size());
    assertThat(partition.restoreOutput().events()).as(where).isEmpty();
    List<Outcome> outcomes = new WrittenRecords(partition.results()).outcomes();
    assertThat(outcomes).as(where).hasSize(log.size());
    assertThat(outcomes.get(at)).as(where).isEqualTo(Outcome.REFUSED);
    assertThat(outcomes).as(where).filteredOn(Outcome.PREDICTED::equals).hasSize(log.size() - 1);
    List<Prediction> predictions = new WrittenRecords(partition.results()).predictions();
    assertThat(predictions.get(predictions.size() - 1).framesSeen())
        .as(where)
        .isEqualTo(at % 2 == 1 ? FRAMES - 1 : FRAMES);
    checkPredictions(log, partition, where);
  }

  /**
   * Checks every prediction against a plain loop over the accepted frames that it counts as seen.
   */
  private static void checkPredictions(
      List<ConsumerRecord<byte[], byte[]>> log, TestPartition partition, String where)
      throws RefusedFrameException {
    List<ConsumerRecord<byte[], byte[]>> accepted = new ArrayList<>();
    List<Prediction> predictions = new WrittenRecords(partition.results()).predictions();
    for (int i = 0; i < log.size(); i++) {
      if (partition.results().get(i).outcome() == Outcome.PREDICTED) {
        accepted.add(log.get(i));
        Prediction prediction = predictions.get(accepted.size() - 1);
        assertThat(prediction.source().offset()).as(where).isEqualTo(i);
        Weights weights =
            prediction.model().equals(CameraRecords.WEIGHTS.version())
                ? CameraRecords.WEIGHTS
                : Weights.initial(CameraRecords.WEIGHTS.configuration(), 99);
        assertThat(prediction.value())
            .as("%s, offset %d", where, i)
            .isEqualTo(
                CameraRecords.direct(
                    weights, accepted, prediction.stream(), (int) prediction.framesSeen()));
      }
    }
    assertThat(predictions).as(where).hasSameSizeAs(accepted);
  }

  private static Throwable offHeapExhausted() {
    try {
      State.zero(Configuration.keras(), 9_000, 8_000).close();
      return new AssertionError("expected no room for so large a state");
    } catch (RuntimeException e) {
      return e;
    }
  }
}
