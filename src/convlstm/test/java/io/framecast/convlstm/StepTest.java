package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.framecast.frames.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StepTest {

  /** Sums of some hundred float products in another order differ by a few 1e-7 a step. */
  private static final float TOLERANCE = 1e-5f;

  private static final long SEED = 20_171_203;
  private static final int HEIGHT = Networks.HEIGHT;
  private static final int WIDTH = Networks.WIDTH;

  static Stream<Configuration> networks() {
    return Stream.concat(Networks.inLayersForm(), Networks.ofStages());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void agreesWithTheNaiveStepOver50Frames(Configuration configuration) {
    Weights weights = withRandomBiases(configuration, SEED);
    NaiveStep naive = new NaiveStep(weights, HEIGHT, WIDTH);
    try (Step step = new Step(weights);
        State state = State.zero(configuration, HEIGHT, WIDTH)) {
      SplittableRandom random = new SplittableRandom(SEED);
      for (int t = 0; t < 50; t++) {
        float[] frame = noise(random, HEIGHT * WIDTH * configuration.channels());
        float[] prediction = new float[frame.length];
        step.next(state, frame, prediction);
        assertThat(prediction)
            .as("seed %d, frame %d", SEED, t)
            .containsExactly(naive.next(frame), within(TOLERANCE));
      }
      assertThat(state.framesSeen()).isEqualTo(50);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void forecastsSeveralLeadsAsTheNaiveStepAndLeavesTheStateAsOneLeadDoes(
      Configuration configuration) {
    Weights weights = withRandomBiases(configuration, SEED);
    NaiveStep naive = new NaiveStep(weights, HEIGHT, WIDTH);
    try (Step step = new Step(weights);
        State state = State.zero(configuration, HEIGHT, WIDTH);
        State single = state.zeroLike()) {
      SplittableRandom random = new SplittableRandom(SEED);
      for (int t = 0; t < 6; t++) {
        float[] frame = noise(random, HEIGHT * WIDTH * configuration.channels());
        float[][] predictions = new float[4][frame.length];
        float[] first = new float[frame.length];
        step.forecast(state, frame, predictions);
        step.next(single, frame, first);
        assertThat(predictions[0]).isEqualTo(first);
        List<float[]> expected = naive.forecast(frame, predictions.length);
        for (int lead = 0; lead < predictions.length; lead++) {
          assertThat(predictions[lead])
              .as("seed %d, frame %d, lead %d", SEED, t, lead + 1)
              .containsExactly(expected.get(lead), within(TOLERANCE));
        }
      }
    }
  }

  @Test
  void presetsAgreeWithTheNaiveStep() {
    for (Configuration preset : List.of(Configuration.keras(), Configuration.squares())) {
      Weights weights = withRandomBiases(preset, SEED);
      NaiveStep naive = new NaiveStep(weights, 10, 12);
      try (Step step = new Step(new Model(weights, Arithmetic.fastest(preset)));
          State state = State.zero(preset, 10, 12)) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int t = 0; t < 5; t++) {
          float[] frame = noise(random, 120);
          Frame prediction = step.next(state, new Frame(10, 12, 1, frame));
          assertThat(prediction.pixels())
              .as("seed %d, frame %d", SEED, t)
              .containsExactly(naive.next(frame), within(TOLERANCE));
        }
      }
    }
  }

  @Test
  void refusesAStateThatDoesNotFitIntoOffHeapMemory() {
    // 2.9 GB; the tests' heap, and so the limit of JavaCPP, is 2 GB
    assertThatThrownBy(() -> State.zero(Configuration.keras(), 1_000, 2_000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("expected off-heap memory for a state of 2880000000 bytes, found ");
  }

  @Test
  void aWorkspaceThatDoesNotFitIntoOffHeapMemoryLeavesTheStateUnchanged() {
    Weights weights = withRandomBiases(Configuration.squares(), SEED);
    float[] frame = new float[130 * 220];
    float[] expected = new float[frame.length];
    float[] found = new float[frame.length];
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), 130, 220);
        State undisturbed = state.zeroLike()) {
      step.next(undisturbed, frame, expected);
      try (Step another = new Step(weights);
          FloatPointer filler =
              new FloatPointer((Pointer.maxBytes() - Pointer.totalBytes() - 1_000_000) / 4)) {
        assertThat(filler.isNull()).isFalse();
        assertThatThrownBy(() -> another.next(state, frame, found))
            .isInstanceOf(OffHeapExhaustedException.class)
            .hasMessageStartingWith(
                "expected off-heap memory for a workspace for frames of 130x220 of ");
      }
      step.next(state, frame, found);
      assertThat(found).isEqualTo(expected);
      assertThat(state.framesSeen()).isOne();
    }
  }

  @Test
  void theWorkspacesOfAllStepsCountTowardsTheLimit() {
    Weights weights = withRandomBiases(Configuration.squares(), SEED);
    long bytes = Step.nativeBytes(weights.configuration(), Arithmetic.DIRECT, 130, 220);
    float[] frame = new float[130 * 220];
    float[] prediction = new float[frame.length];
    try (State state = State.zero(weights.configuration(), 130, 220);
        Step second = new Step(weights)) {
      try (Step first = new Step(weights)) {
        first.next(state, frame, prediction);
        long free = Pointer.maxBytes() - OffHeapMemory.used();
        try (FloatPointer filler = new FloatPointer((free - bytes + 1_000) / 4)) {
          assertThat(filler.isNull()).isFalse();
          first.next(state, frame, prediction);
          assertThatThrownBy(() -> second.next(state, frame, prediction))
              .isInstanceOf(OffHeapExhaustedException.class);
        }
      }
      second.next(state, frame, prediction);
      assertThat(state.framesSeen()).isEqualTo(3);
    }
  }

  @Test
  void aStreamHasTheSameBitsAloneAmongOtherStreamsAndOnAnyThread() throws Exception {
    Weights weights = withRandomBiases(Configuration.squares(), SEED);
    Model model = new Model(weights, Arithmetic.fastest(weights.configuration()));
    List<float[]> alone = stream(model, 1, 14, 22);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<float[]>>> beside = new ArrayList<>();
      for (int worker = 0; worker < 4; worker++) {
        beside.add(threads.submit(() -> stream(model, 3, 14, 22)));
      }
      for (Future<List<float[]>> worker : beside) {
        List<float[]> found = worker.get();
        for (int t = 0; t < alone.size(); t++) {
          assertThat(Arrays.equals(found.get(t), alone.get(t))).as("frame %d", t).isTrue();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Predicts several interleaved streams of different sizes; returns those of the first one. */
  static List<float[]> stream(Model model, int streams, int height, int width) {
    Configuration configuration = model.weights().configuration();
    List<float[]> predictions = new ArrayList<>();
    List<State> states = new ArrayList<>();
    List<SplittableRandom> randoms = new ArrayList<>();
    try (Step step = new Step(model)) {
      for (int s = 0; s < streams; s++) {
        states.add(State.zero(configuration, height + s, width + 2 * s));
        randoms.add(new SplittableRandom(SEED + s));
      }
      for (int t = 0; t < 30; t++) {
        for (int s = 0; s < streams; s++) {
          float[] frame = noise(randoms.get(s), states.get(s).height() * states.get(s).width());
          float[] prediction = new float[frame.length];
          step.next(states.get(s), frame, prediction);
          if (s == 0) {
            predictions.add(prediction);
          }
        }
      }
    } finally {
      states.forEach(State::close);
    }
    return predictions;
  }

  /** Returns the bytes that 100 steps allocate after the warm-up. */
  static long bytesOf100Steps(Model model) {
    Configuration configuration = model.weights().configuration();
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    try (Step step = new Step(model);
        State state = State.zero(configuration, 24, 40)) {
      float[] frame = noise(new SplittableRandom(SEED), 24 * 40);
      float[] prediction = new float[frame.length];
      for (int t = 0; t < 300; t++) {
        step.next(state, frame, prediction);
      }
      // the JIT compiler may still allocate when it replaces code; a step that allocates would do
      // so in every round
      long self = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 10; round++) {
        long before = threads.getThreadAllocatedBytes(self);
        for (int t = 0; t < 100; t++) {
          step.next(state, frame, prediction);
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
      }
      return least;
    }
  }

  @Test
  void refusesAFrameOfAnotherSize() {
    Weights weights = withRandomBiases(Configuration.squares(), SEED);
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), 24, 40)) {
      assertThatThrownBy(() -> step.next(state, new Frame(40, 24, 1, new float[960])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected a frame of 24x40x1, found 40x24x1");
      assertThat(state.framesSeen()).isZero();
    }
  }

  @Test
  void refusesAClosedState() {
    Weights weights = withRandomBiases(Configuration.squares(), SEED);
    State state = State.zero(weights.configuration(), 24, 40);
    state.close();
    try (Step step = new Step(weights)) {
      assertThatThrownBy(() -> step.next(state, new Frame(24, 40, 1, new float[960])))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the state is closed");
    }
  }

  static float[] noise(SplittableRandom random, int size) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = (float) random.nextDouble();
    }
    return values;
  }

  /** Returns initial weights with random biases and normalisation instead of zeros and ones. */
  static Weights withRandomBiases(Configuration configuration, long seed) {
    Weights initial = Weights.initial(configuration, seed);
    SplittableRandom random = new SplittableRandom(seed + 1);
    Map<String, float[]> tensors = new HashMap<>();
    for (String name : configuration.tensorShapes().keySet()) {
      float[] values = initial.tensor(name);
      if (!name.endsWith("kernel")) {
        for (int k = 0; k < values.length; k++) {
          values[k] += (float) (0.4 * random.nextDouble() - 0.2);
        }
      }
      tensors.put(name, values);
    }
    return Weights.of(configuration, tensors, Map.of());
  }
}
