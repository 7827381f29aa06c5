package io.framecast.predictor.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedForecastTest {
  private static final byte[] SECOND = {2};
  private static final byte[] THIRD = {3};
  private static final byte[] FOURTH = {4};

  private final PublishedForecast made =
      new PublishedForecast("v", 0, "image/png", new byte[] {0}, List.of(SECOND, THIRD, FOURTH));

  @Test
  void holdsThePredictionsFromTheSecondFrameOn() {
    assertThat(made.prediction(1)).isNull();
    assertThat(made.prediction(2)).isEqualTo(SECOND);
    assertThat(made.prediction(4)).isEqualTo(FOURTH);
    assertThat(made.prediction(5)).isNull();
  }

  @Test
  void dropsThePredictionsOfFramesThatHavePassed() {
    PublishedForecast one = made.after(1);
    assertThat(one.firstLead()).isEqualTo(2);
    assertThat(one.prediction(2)).isEqualTo(SECOND);
    PublishedForecast two = one.after(1);
    assertThat(two.prediction(2)).isNull();
    assertThat(two.prediction(3)).isEqualTo(THIRD);
    assertThat(made.after(2)).usingRecursiveComparison().isEqualTo(two);
    assertThat(made.after(3).predictions()).containsExactly(FOURTH);
    assertThat(made.after(4)).isNull();
    assertThat(made.after(1_000)).isNull();
  }
}
