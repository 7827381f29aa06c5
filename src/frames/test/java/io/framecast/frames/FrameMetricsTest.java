package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FrameMetricsTest {
  private static final long SEED = 5;

  /** The sums of doubles differ in their order. */
  private static final Offset<Double> ROUNDING = within(1e-12);

  @Test
  void errorsAreMeansOverPixels() {
    Frame p = frame(8, 9, 0.5f, 0.25f);
    Frame y = frame(8, 9, 1, 0);
    assertThat(FrameMetrics.mse(p, y)).isCloseTo((.25 + .0625) / 72, ROUNDING);
    assertThat(FrameMetrics.mae(p, y)).isCloseTo((.5 + .25) / 72, ROUNDING);
    // the other 70 pixels are 0 against 0: clipped to 1e-7, so they cost 1e-7 each
    assertThat(FrameMetrics.bce(p, y))
        .isCloseTo((-Math.log(.5) - Math.log(.75) - 70 * Math.log(1 - 1e-7)) / 72, ROUNDING);
    assertThat(FrameMetrics.psnr(p, y))
        .isCloseTo(10 * Math.log10(72 / (.25 + .0625)), within(1e-9));
  }

  @Test
  void crossEntropyIsClippedAndAcceptsAnyTarget() {
    Frame wrong = frame(8, 9, 0, 1);
    Frame right = frame(8, 9, 1, 0);
    double clipped = -Math.log(1e-7);
    assertThat(FrameMetrics.bce(wrong, right))
        .isCloseTo((2 * clipped - 70 * Math.log(1 - 1e-7)) / 72, within(1e-9));
    Frame noise = frame(8, 9, -0.1f, 0.9f);
    Frame half = frame(8, 9, 0.3f, 0.6f);
    double negative = -(-0.1f * Math.log(0.3f) + 1.1f * Math.log1p(-0.3f));
    double bright = -(0.9f * Math.log(0.6f) + (1.0 - 0.9f) * Math.log1p(-0.6f));
    // the written-out targets are floats, rounded near 1e-8
    assertThat(FrameMetrics.bce(half, noise))
        .isCloseTo((negative + bright - 70 * Math.log(1 - 1e-7)) / 72, within(1e-8));
  }

  @Test
  void skillComparesWithACopyOfTheLastFrame() {
    Frame last = frame(8, 9, 0, 0);
    Frame truth = frame(8, 9, 1, 0);
    Frame half = frame(8, 9, 0.5f, 0);
    assertThat(FrameMetrics.skill(half, truth, last)).hasValue(0.75);
    assertThat(FrameMetrics.skill(truth, truth, last)).hasValue(1);
    assertThat(FrameMetrics.skill(last, truth, last)).hasValue(0);
    assertThat(FrameMetrics.skill(half, truth, truth)).isEmpty();
    assertThat(FrameMetrics.psnr(truth, truth)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void countsPixelsAboveTheThresholdAndPoolsTheCounts() {
    Frame p = frame(8, 9, 0.6f, 0.5f);
    Frame y = frame(8, 9, 1, 1);
    ConfusionCounts hits = FrameMetrics.confusionCounts(p, y, 0.5f);
    assertThat(hits).isEqualTo(new ConfusionCounts(1, 1, 0));
    ConfusionCounts pooled = hits.plus(new ConfusionCounts(2, 0, 3));
    assertThat(pooled.csi()).isEqualTo(3 / 7.0);
    assertThat(pooled.f1()).isEqualTo(6 / 10.0);
    assertThat(ConfusionCounts.NONE.f1()).isZero();
    assertThat(ConfusionCounts.NONE.csi()).isZero();
  }

  @Test
  void ssimAgreesWithThePlainDefinition() {
    Random random = new Random(SEED);
    for (int[] size : new int[][] {{24, 40}, {13, 11}, {8, 30}, {9, 10}}) {
      Frame a = random(random, size[0], size[1], 2);
      Frame b = random(random, size[0], size[1], 2);
      assertThat(FrameMetrics.ssim(a, b))
          .as("seed %d, %dx%d", SEED, size[0], size[1])
          .isCloseTo(plainSsim(a, b), within(1e-10)); // variances are differences of doubles near 1
      assertThat(FrameMetrics.ssim(a, a)).isCloseTo(1, ROUNDING);
    }
  }

  @Test
  void ssimOfTwoFlatFramesComparesTheirBrightnessOnly() {
    Frame dark = flat(.2f);
    Frame bright = flat(.6f);
    double expected = (2 * .2 * .6 + 1e-4) / (.2 * .2 + .6 * .6 + 1e-4);
    assertThat(FrameMetrics.ssim(dark, bright)).isCloseTo(expected, within(1e-6)); // .2f, .6f
  }

  @Test
  void refusesToCompareFramesOfDifferentShapes() {
    assertThatThrownBy(() -> FrameMetrics.mse(frame(8, 9, 0, 0), frame(9, 8, 0, 0)))
        .hasMessage("expected a prediction of 9x8, found 8x9");
  }

  /** Computes SSIM with plain loops: mean, variance and covariance at each position. */
  private static double plainSsim(Frame a, Frame b) {
    int windowHeight = Math.min(11, a.height() - 1 + a.height() % 2);
    int windowWidth = Math.min(11, a.width() - 1 + a.width() % 2);
    double[][] weights = new double[windowHeight][windowWidth];
    double total = 0;
    for (int i = 0; i < windowHeight; i++) {
      for (int j = 0; j < windowWidth; j++) {
        double dy = i - windowHeight / 2;
        double dx = j - windowWidth / 2;
        weights[i][j] = Math.exp(-(dx * dx + dy * dy) / (2 * 1.5 * 1.5));
        total += weights[i][j];
      }
    }
    double sum = 0;
    int places = 0;
    for (int channel = 0; channel < a.channels(); channel++) {
      for (int r = 0; r + windowHeight <= a.height(); r++) {
        for (int c = 0; c + windowWidth <= a.width(); c++) {
          double meanA = 0;
          double meanB = 0;
          for (int i = 0; i < windowHeight; i++) {
            for (int j = 0; j < windowWidth; j++) {
              meanA += weights[i][j] / total * at(a, r + i, c + j, channel);
              meanB += weights[i][j] / total * at(b, r + i, c + j, channel);
            }
          }
          double varA = 0;
          double varB = 0;
          double cov = 0;
          for (int i = 0; i < windowHeight; i++) {
            for (int j = 0; j < windowWidth; j++) {
              double da = at(a, r + i, c + j, channel) - meanA;
              double db = at(b, r + i, c + j, channel) - meanB;
              varA += weights[i][j] / total * da * da;
              varB += weights[i][j] / total * db * db;
              cov += weights[i][j] / total * da * db;
            }
          }
          double c1 = .01 * .01;
          double c2 = .03 * .03;
          sum +=
              (2 * meanA * meanB + c1)
                  * (2 * cov + c2)
                  / ((meanA * meanA + meanB * meanB + c1) * (varA + varB + c2));
          places++;
        }
      }
    }
    return sum / places;
  }

  private static float at(Frame frame, int row, int column, int channel) {
    return frame.pixels()[(row * frame.width() + column) * frame.channels() + channel];
  }

  private static Frame random(Random random, int height, int width, int channels) {
    float[] pixels = new float[height * width * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return new Frame(height, width, channels, pixels);
  }

  private static Frame flat(float value) {
    float[] pixels = new float[24 * 13];
    Arrays.fill(pixels, value);
    return new Frame(24, 13, 1, pixels);
  }

  /** Returns zeros except for the first pixel of the first and of the second row. */
  private static Frame frame(int height, int width, float first, float second) {
    float[] pixels = new float[height * width];
    pixels[0] = first;
    pixels[width] = second;
    return new Frame(height, width, 1, pixels);
  }
}
