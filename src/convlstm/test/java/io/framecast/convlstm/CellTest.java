package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CellTest {

  @Test
  void tanhAndSigmoidAreTheirNamesakesToSingleRounding() {
    for (double x = -30; x < 30; x += 0.001) {
      float z = (float) x;
      assertThat(Cell.tanh(z)).as("%s", z).isCloseTo((float) Math.tanh(z), within(5e-7f));
      assertThat(Cell.sigmoid(z))
          .as("%s", z)
          .isCloseTo((float) (1 / (1 + Math.exp(-z))), within(3e-7f))
          .isBetween(0f, 1f);
    }
  }

  @Test
  void whatIsNotANumberStaysSo() {
    assertThat(Cell.tanh(Float.NaN)).isNaN();
    assertThat(Cell.sigmoid(Float.NaN)).isNaN();
    assertThat(Cell.hardSigmoid(Float.NaN)).isNaN();
  }
}
