package io.framecast.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
          champion.add(new ClipError(hard * Math.exp(0.6 * random.nextGaussian()), persistence));
          challenger.add(new ClipError(hard * Math.exp(0.6 * random.nextGaussian()), persistence));
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
    List<ClipError> still = List.of(new ClipError(0.1, 0), new ClipError(0.2, 0));
    assertThat(PairedBootstrap.of(still, still, ALPHA, 1).difference()).isZero();
  }

  private static List<ClipError> errors(double factor, int clips) {
    Random random = new Random(4);
    List<ClipError> errors = new ArrayList<>();
    for (int clip = 0; clip < clips; clip++) {
      double hard = Math.exp(random.nextGaussian());
      errors.add(new ClipError(factor * 0.2 * hard, hard));
    }
    return errors;
  }
}
