package io.framecast.trainer.clips;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoldoutSplitTest {

  @Test
  void aStreamNeverChangesItsSide() {
    HoldoutSplit split = new HoldoutSplit(25);
    assertThat(split.isHeldOut("sim-1")).isTrue();
    assertThat(split.isHeldOut("sim-7")).isTrue();
    assertThat(split.isForTraining("sim-0")).isTrue();
    assertThat(split.isForTraining("sim-1")).isFalse();
  }

  @Test
  void holdsOutAboutTheConfiguredShare() {
    HoldoutSplit split = new HoldoutSplit(25);
    long held = IntStream.range(0, 10_000).filter(n -> split.isHeldOut("camera " + n)).count();
    assertThat(held).isBetween(2_300L, 2_700L); // 4.6 standard deviations
  }
}
