package io.framecast.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Weights;
import io.framecast.squares.Scene;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.OverflowingWeights;
import io.framecast.trainer.SmallModel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClipErrorTest {
  private static final List<EvaluatedClip> CLIPS =
      EvaluatedClip.independent(
          List.of(
              () -> IntStream.range(0, 4).mapToObj(Scene.clip(9, 0, 1, 24, 32)::noisy).toList()));

  @Test
  void aVersionHasAnErrorForEachClip() {
    assertThat(ClipError.of(Weights.initial(SmallModel.CONFIGURATION, 3), CLIPS)).hasSize(1);
  }

  @Test
  void aVersionThatTakesOtherChannelsIsRefusedByItsName() {
    Weights other = Weights.initial(SmallModel.withChannels(2), 3);
    assertThatThrownBy(() -> ClipError.of(other, CLIPS))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("version %s: expected a frame of 2 channels, found 1", other.version());
  }

  @Test
  void aVersionThatLeadsToNoFiniteNumbersIsRefusedByItsName() {
    Weights overflowing = OverflowingWeights.of(Weights.initial(SmallModel.CONFIGURATION, 3));
    assertThatThrownBy(() -> ClipError.of(overflowing, CLIPS))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith(
            "version %s: expected finite predictions of a clip of 24x32", overflowing.version());
  }
}
