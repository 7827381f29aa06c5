package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Frame;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateTest {
  private static final long SEED = 1609;
  private static final int HEIGHT = Networks.HEIGHT;
  private static final int WIDTH = Networks.WIDTH;

  @ParameterizedTest
  @MethodSource("io.framecast.convlstm.StepTest#networks")
  void aStateContinuesBitExactlyAfterWriteAndRead(Configuration configuration) {
    SplittableRandom random = new SplittableRandom(SEED);
    Weights weights = Weights.initial(configuration, SEED);
    try (Step step = new Step(weights);
        State state = State.zero(configuration, HEIGHT, WIDTH)) {
      for (int n = 0; n < 5; n++) {
        step.next(state, frame(configuration, random));
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) state.bytes());
      state.write(bytes);
      assertThat(bytes.hasRemaining()).isFalse();
      try (State read = State.read(configuration, HEIGHT, WIDTH, state.framesSeen(), bytes.flip());
          State copy = State.zero(configuration, HEIGHT, WIDTH)) {
        copy.copyFrom(state);
        for (int n = 0; n < 5; n++) {
          Frame frame = frame(configuration, random);
          float[] expected = step.next(state, frame).pixels();
          assertThat(step.next(read, frame).pixels()).as("seed " + SEED).isEqualTo(expected);
          assertThat(step.next(copy, frame).pixels()).as("seed " + SEED).isEqualTo(expected);
        }
        assertThat(read.framesSeen()).isEqualTo(10);
        assertThat(copy.framesSeen()).isEqualTo(10);
      }
    }
  }

  /** So a check of the predictions also detects a state that is not finite. */
  @ParameterizedTest
  @MethodSource("io.framecast.convlstm.StepTest#networks")
  void aNaNAnywhereInTheStateReachesTheNextPrediction(Configuration configuration) {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Step step = new Step(Weights.initial(configuration, SEED));
        State state = State.zero(configuration, HEIGHT, WIDTH);
        State bad = State.zero(configuration, HEIGHT, WIDTH)) {
      for (int n = 0; n < 4; n++) {
        step.next(state, frame(configuration, random));
      }
      for (int trial = 0; trial < 40; trial++) {
        int at = random.nextInt(state.buffer().capacity());
        bad.copyFrom(state);
        bad.buffer().put(at, Float.NaN);
        float[] pixels = step.next(bad, frame(configuration, random)).pixels();
        boolean finite = true;
        for (float pixel : pixels) {
          finite &= Float.isFinite(pixel);
        }
        assertThat(finite).as("NaN at %d of %s, seed %d", at, configuration, SEED).isFalse();
      }
    }
  }

  @Test
  void refusesBytesOfAnotherSize() {
    Configuration configuration = Configuration.squares();
    assertThatThrownBy(
            () -> State.read(configuration, HEIGHT, WIDTH, 1, ByteBuffer.allocate(1_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 17920 bytes of a state of 13x10, found 1000");
  }

  @Test
  void refusesToCopyAStateOfAnotherSize() {
    Configuration configuration = Configuration.squares();
    try (State one = State.zero(configuration, HEIGHT, WIDTH);
        State other = State.zero(configuration, WIDTH, HEIGHT)) {
      assertThat(one.hasSameShape(other)).isFalse();
      assertThatThrownBy(() -> one.copyFrom(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("expected a state of 13x10 for ")
          .hasMessageContaining(", found one of 10x13 for ");
    }
  }

  private static Frame frame(Configuration configuration, SplittableRandom random) {
    float[] pixels = new float[HEIGHT * WIDTH * configuration.channels()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return new Frame(HEIGHT, WIDTH, configuration.channels(), pixels);
  }
}
