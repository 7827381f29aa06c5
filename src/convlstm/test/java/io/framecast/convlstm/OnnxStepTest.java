package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Checks that ONNX Runtime, which the benchmark compares with, computes the same model. */
class OnnxStepTest {

  @Test
  void onnxRuntimePredictsTheSameFrames() throws Exception {
    FutureTask<Void> onAThread = new FutureTask<>(OnnxStepTest::compare);
    // ONNX Runtime needs more stack than the default of 1 MB
    new Thread(null, onAThread, "onnx", 16 << 20).start();
    onAThread.get();
  }

  private static Void compare() throws Exception {
    int height = 24;
    int width = 40;
    long seed = 3;
    SplittableRandom random = new SplittableRandom(seed);
    Weights weights = Weights.initial(Configuration.keras(), seed);
    float[] ours = new float[height * width];
    float[] theirs = new float[ours.length];
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), height, width);
        OnnxStep onnx = new OnnxStep(weights, height, width)) {
      for (int n = 0; n < 10; n++) {
        float[] frame = StepTest.noise(random, ours.length);
        step.next(state, frame, ours);
        onnx.next(frame, theirs);
        assertThat(theirs).as("seed %d, frame %d", seed, n).containsExactly(ours, within(1e-5f));
      }
    }
    return null;
  }
}
