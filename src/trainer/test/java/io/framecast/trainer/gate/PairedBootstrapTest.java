package io.framecast.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedBootstrapTest {
  private static final double ALPHA = 0.05;

  /** Challengers that are no better pass as often as they may, and no more. */
  @Test
  void amongEqualsAtMostAlphaIsPromoted() {
    for (int clips : new int[] {Gate.MIN_CLIPS, 60, 200}) {
      int trials = 2_000;
      int promoted = 0;
      long seed = 31L * clips;
      Random random = new Random(seed);
      for (int trial = 0; trial < trials; trial++) {
        List<ClipError> champion = new ArrayList<>();
        List<ClipError> challenger = new ArrayList<>();
        for (int clip = 0; clip < clips; clip++) {
          // what is hard for one is hard for the other; each has its own luck, with heavy tails
          double hard = Math.exp(random.nextGaussian());
          double persistence = hard * Math.exp(0.3 * random.nextGaussian());
          champion.add(
              new ClipError("s" + clip, hard * Math.exp(0.6 * random.nextGaussian()), persistence));
          challenger.add(
              new ClipError("s" + clip, hard * Math.exp(0.6 * random.nextGaussian()), persistence));
        }
        if (PairedBootstrap.of(champion, challenger, ALPHA, trial).low() > 0) {
          promoted++;
        }
      }
      assertThat(promoted / (double) trials)
          .as("%d clips, seed %d", clips, seed)
          .isBetween(0.002, ALPHA);
    }
  }

  /**
   * A version is better on some streams and worse on others, and all clips of a stream share that.
   * Of challengers that are no better on streams in general at most alpha pass; where the clips
   * were taken as independent, it was several times as many.
   */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 6, 12})
  void amongEqualsWithCorrelatedClipsAtMostAlphaIsPromoted(int streams) {
    int trials = 1_000;
    int promoted = 0;
    int promotedAsIndependent = 0;
    Random random = new Random(streams);
    for (int trial = 0; trial < trials; trial++) {
      List<ClipError> champion = new ArrayList<>();
      List<ClipError> challenger = new ArrayList<>();
      for (int stream = 0; stream < streams; stream++) {
        double ofChampion = Math.exp(0.4 * random.nextGaussian());
        double ofChallenger = Math.exp(0.4 * random.nextGaussian());
        for (int clip = 0; clip < 120 / streams; clip++) {
          double hard = Math.exp(0.5 * random.nextGaussian());
          champion.add(error("s" + stream, ofChampion * hard, random));
          challenger.add(error("s" + stream, ofChallenger * hard, random));
        }
      }
      promoted += PairedBootstrap.of(champion, challenger, ALPHA, trial).low() > 0 ? 1 : 0;
      boolean passes =
          PairedBootstrap.of(independent(champion), independent(challenger), ALPHA, trial).low()
              > 0;
      promotedAsIndependent += passes ? 1 : 0;
    }
    assertThat(promoted / (double) trials).as("%d streams", streams).isBetween(0.01, ALPHA);
    assertThat(promotedAsIndependent / (double) trials).isGreaterThan(3 * ALPHA);
  }

  private static ClipError error(String stream, double size, Random random) {
    return new ClipError(stream, 0.2 * size * Math.exp(0.4 * random.nextGaussian()), 1);
  }

  private static List<ClipError> independent(List<ClipError> errors) {
    return IntStream.range(0, errors.size())
        .mapToObj(n -> new ClipError("s" + n, errors.get(n).model(), errors.get(n).persistence()))
        .toList();
  }

  @Test
  void clipsOfFewerThanThreeStreamsAreTakenAsIndependent() {
    List<ClipError> champion = new ArrayList<>();
    List<ClipError> challenger = new ArrayList<>();
    Random random = new Random(3);
    for (int clip = 0; clip < 40; clip++) {
      champion.add(error("s" + clip % 2, 1, random));
      challenger.add(error("s" + clip % 2, 0.8, random));
    }
    PairedBootstrap found = PairedBootstrap.of(champion, challenger, ALPHA, 1);
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("streams")
        .isEqualTo(PairedBootstrap.of(independent(champion), independent(challenger), ALPHA, 1));
    assertThat(found.toString()).endsWith(", 40 clips of 2 streams, taken as independent)");
    assertThat(found.low()).isPositive();
  }

  @Test
  void aVersionIsNotBetterThanItself() {
    List<ClipError> errors = errors(1, 40);
    PairedBootstrap self = PairedBootstrap.of(errors, errors, ALPHA, 1);
    assertThat(self.difference()).isZero();
    assertThat(self.low()).isZero();
    assertThat(self.high()).isZero();
  }

  @Test
  void aVersionThatIsBetterOnEveryClipIsBetterWithConfidence() {
    PairedBootstrap found = PairedBootstrap.of(errors(1, 40), errors(0.8, 40), ALPHA, 1);
    assertThat(found.low()).isPositive();
    assertThat(found.low()).isLessThan(found.difference());
    assertThat(found.high()).isGreaterThan(found.difference());
    assertThat(found.clips()).isEqualTo(40);
  }

  @Test
  void clipsWithoutMotionGiveNoDifference() {
    List<ClipError> still = List.of(new ClipError("a", 0.1, 0), new ClipError("b", 0.2, 0));
    assertThat(PairedBootstrap.of(still, still, ALPHA, 1).difference()).isZero();
  }

  private static List<ClipError> errors(double factor, int clips) {
    Random random = new Random(4);
    List<ClipError> errors = new ArrayList<>();
    for (int clip = 0; clip < clips; clip++) {
      double hard = Math.exp(random.nextGaussian());
      double luck = Math.exp(0.1 * random.nextGaussian());
      errors.add(new ClipError("s" + clip, factor * 0.2 * hard * luck, hard));
    }
    return errors;
  }
}
