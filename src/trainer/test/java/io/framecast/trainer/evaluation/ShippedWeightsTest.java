package io.framecast.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Weights;
import io.framecast.squares.Clip;
import io.framecast.squares.Scene;
import io.framecast.trainer.baselines.CausalLowerBound;
import io.framecast.trainer.baselines.ForecastEvaluator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks what the README promises of the shipped weights, on a seed that no training used. */
@Tag("proof")
class ShippedWeightsTest {

  private static final long SEED = 990_017;
  private static final int CLIPS = 100;
  private static final int STREAMS = 16;

  @Test
  void theyForecastMotion() {
    List<Clip> clips = Clip.set(SEED, CLIPS, 1);
    try (NetworkForecaster network = new NetworkForecaster(Weights.shipped())) {
      ForecastEvaluator.ForecastLine line = new ForecastEvaluator(clips).score(network);
      assertThat(line.from2().bce()).as("seed %d: %s", SEED, line).isLessThan(0.0020);
      assertThat(line.from2().f1()).as("seed %d: %s", SEED, line).isGreaterThan(0.995);
      assertThat(line.f1ByLead().get(8)).as("seed %d: %s", SEED, line).isGreaterThan(0.93);
    }
  }

  /** A velocity cannot be known at frame 0; who seems to know it has seen the target. */
  @Test
  void theyDoNotLookAhead() {
    List<Scene> scenes =
        LongStream.range(0, CLIPS).mapToObj(index -> Scene.clip(SEED, index, 1)).toList();
    List<Clip> clips = scenes.stream().map(scene -> Clip.of(scene, Clip.FRAMES)).toList();
    double floor = CausalLowerBound.ofFirstFrame(scenes) / Clip.FRAMES;
    try (NetworkForecaster network = new NetworkForecaster(Weights.shipped())) {
      assertThat(new ForecastEvaluator(clips).score(network).all().bce())
          .as("seed %d", SEED)
          .isGreaterThan(floor);
    }
  }

  @Test
  void aStreamDoesNotDecay() {
    List<Scene> streams =
        LongStream.range(0, STREAMS).mapToObj(i -> Scene.bounce(SEED, i, 1)).toList();
    double early = Evaluation.ofNetwork(Weights.shipped(), streams, Evaluation.EARLY, () -> {});
    double late = Evaluation.ofNetwork(Weights.shipped(), streams, Evaluation.LATE, () -> {});
    assertThat(late).as("seed %d, early %f", SEED, early).isLessThan(1.1 * early);
  }
}
