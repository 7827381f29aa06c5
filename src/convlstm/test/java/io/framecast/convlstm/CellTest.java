package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CellTest {

  @Test
  void tanhAndSigmoidAgreeWithMathToFloatPrecision() {
    for (double x = -30; x < 30; x += 0.001) {
      float z = (float) x;
      assertThat(tanh(z)).as("%s", z).isCloseTo((float) Math.tanh(z), within(5e-7f));
      assertThat(sigmoid(z))
          .as("%s", z)
          .isCloseTo((float) (1 / (1 + Math.exp(-z))), within(3e-7f))
          .isBetween(0f, 1f);
    }
  }

  /** Below 7 the error of tanh is smaller than its distance to 1. */
  @Test
  void tanhNeverExceedsOne() {
    int from = Float.floatToIntBits(7);
    float[] z = new float[Float.floatToIntBits(9) - from];
    for (int k = 0; k < z.length; k++) {
      z[k] = Float.intBitsToFloat(from + k);
    }
    Cell.tanh(z, z.length);
    float most = 0;
    for (float value : z) {
      most = Math.max(most, value);
    }
    assertThat(most).isBetween(1 - 4e-7f, 1f);
  }

  @Test
  void notANumberStaysNotANumber() {
    assertThat(tanh(Float.NaN)).isNaN();
    assertThat(sigmoid(Float.NaN)).isNaN();
    float[] z = {Float.NaN};
    Cell.hardSigmoid(z, 1);
    assertThat(z[0]).isNaN();
  }

  private static float tanh(float value) {
    float[] z = {value};
    Cell.tanh(z, 1);
    return z[0];
  }

  private static float sigmoid(float value) {
    float[] z = {value};
    Cell.sigmoid(z, 1);
    return z[0];
  }
}
