package io.framecast.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.squares.Scene;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.OverflowingWeights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final long SEED = 9;
  private static final Weights GOOD = Weights.shipped();
  private static final Weights WORSE = disturbed(0.05);
  private static final Gate GATE = new Gate(clips(100, 24), 0.05, 0.05);

  @Test
  void aBetterVersionPassesWithBothGains() {
    Gate.GateResult found = GATE.evaluate(WORSE, GOOD, clips(0, 30));
    assertThat(found.passed()).as("seed %d: %s", SEED, found.reason()).isTrue();
    assertThat(found.reason())
        .startsWith("better than " + WORSE.version() + ": skill on the newest clips +")
        .contains("30 clips), on the golden ones +")
        .endsWith("24 clips)");
  }

  @Test
  void aWorseVersionDoesNotPass() {
    Gate.GateResult found = GATE.evaluate(GOOD, WORSE, clips(0, 30));
    assertThat(found.passed()).as("seed %d: %s", SEED, found.reason()).isFalse();
    assertThat(found.reason()).startsWith("not better than").contains("expected above 0");
  }

  @Test
  void aVersionDoesNotPassAgainstItself() {
    assertThat(GATE.evaluate(GOOD, GOOD, clips(0, 30)).passed()).isFalse();
  }

  @Test
  void aVersionThatIsWorseOnTheGoldenClipsDoesNotPass() {
    // the newest clips are still but for one pixel of noise, which only the zero weights like
    Weights blank = Weights.of(GOOD.configuration(), zeros(), Map.of());
    List<EvaluatedClip> sparks = sparks();
    Gate.GateResult found = GATE.evaluate(GOOD, blank, sparks);
    assertThat(found.passed()).isFalse();
    Gate open = new Gate(List.of(), 0.05, 0.05);
    assertThat(found.golden().low()).isLessThan(-0.05);
    assertThat(found.reason()).contains("expected above -0.050");
    assertThat(open.evaluate(GOOD, blank, sparks).golden()).isNull();
  }

  @Test
  void aChampionWithoutFinitePredictionsLosesAgainstAVersionThatIsAsGoodAsCopying() {
    Weights champion = OverflowingWeights.of(GOOD);
    Gate.GateResult found = GATE.evaluate(champion, GOOD, clips(0, 30));
    assertThat(found.passed()).as(found.reason()).isTrue();
    assertThat(found.isChampionFinite()).isFalse();
    assertThat(found.reason())
        .startsWith("better than " + champion.version() + ": skill on the newest clips +")
        .contains(" over copying the last frame, as the champion gives no finite predictions");
    assertThat(GATE.evaluate(WORSE, GOOD, clips(0, 30)).isChampionFinite()).isTrue();
  }

  @Test
  void aVersionThatIsWorseThanCopyingDoesNotEvenReplaceAChampionWithoutFinitePredictions() {
    Weights champion = OverflowingWeights.of(GOOD);
    Weights noise = disturbed(1);
    Gate open = new Gate(List.of(), 0.05, 0.05);
    Gate.GateResult found = open.evaluate(champion, noise, clips(0, 30));
    assertThat(found.passed()).as("seed %d: %s", SEED, found.reason()).isFalse();
    assertThat(found.reason()).endsWith(", expected at least 0");
    assertThatThrownBy(() -> open.evaluate(champion, champion, clips(0, 30)))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("expected finite predictions");
  }

  @Test
  void comparesTheLiveVersionWithThePreviousOne() {
    List<ClipError> good = ClipError.of(GOOD, clips(0, 30));
    List<ClipError> worse = ClipError.of(WORSE, clips(0, 30));
    assertThat(GATE.compare(worse, good).low()).as("seed %d", SEED).isPositive();
    assertThat(GATE.compare(good, worse).low()).as("seed %d", SEED).isNegative();
  }

  private static Map<String, float[]> zeros() {
    Map<String, float[]> tensors = new HashMap<>();
    GOOD.configuration()
        .tensorShapes()
        .keySet()
        .forEach(name -> tensors.put(name, new float[GOOD.tensor(name).length]));
    return tensors;
  }

  private static Weights disturbed(double by) {
    Random random = new Random(SEED);
    Map<String, float[]> tensors = new HashMap<>();
    for (String name : GOOD.configuration().tensorShapes().keySet()) {
      float[] numbers = GOOD.tensor(name);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] += (float) (by * random.nextGaussian());
      }
      tensors.put(name, numbers);
    }
    return Weights.of(GOOD.configuration(), tensors, Map.of());
  }

  private static List<EvaluatedClip> clips(long first, int count) {
    return EvaluatedClip.independent(
        LongStream.range(first, first + count)
            .mapToObj(index -> Scene.clip(SEED, index, 1, 24, 32))
            .<Supplier<List<Frame>>>map(
                scene -> () -> IntStream.range(0, 8).mapToObj(scene::noisy).toList())
            .toList());
  }

  private static List<EvaluatedClip> sparks() {
    Random random = new Random(SEED);
    return EvaluatedClip.independent(
        IntStream.range(0, 24)
            .<Supplier<List<Frame>>>mapToObj(
                clip -> {
                  List<Frame> frames =
                      IntStream.range(0, 6)
                          .mapToObj(
                              n -> {
                                float[] pixels = new float[24 * 32];
                                for (int i = 0; i < pixels.length; i++) {
                                  pixels[i] = random.nextFloat();
                                }
                                return new Frame(24, 32, 1, pixels);
                              })
                          .toList();
                  return () -> frames;
                })
            .toList());
  }
}
