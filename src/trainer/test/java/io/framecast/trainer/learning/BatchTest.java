package io.framecast.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Tests batches of two clips of four frames, each a pixel of two channels: clip, time, channel. */
class BatchTest {
  private static final int TIMES = 4;

  private static Batch nextFrames() {
    float[] frames = new float[2 * TIMES * 2];
    float[] targets = new float[frames.length];
    for (int clip = 0; clip < 2; clip++) {
      for (int t = 0; t < TIMES; t++) {
        for (int c = 0; c < 2; c++) {
          int at = (clip * TIMES + t) * 2 + c;
          frames[at] = value(clip, t, c);
          targets[at] = value(clip, t + 1, c);
        }
      }
    }
    return new Batch(frames, targets, new boolean[] {true, false}, new int[] {2, TIMES, 1, 1, 2});
  }

  private static float value(int clip, int time, int channel) {
    return 100 * (clip + 1) + 10 * time + channel;
  }

  @Test
  void aForecasterReadsTheFirstFramesAndForecastsTheLast() {
    Batch batch = nextFrames().forForecaster(2);
    assertThat(batch.shape()).containsExactly(2, 5, 1, 1, 2);
    assertThat(batch.targetShape()).containsExactly(2, 2, 1, 1, 2);
    assertThat(batch.fresh()).containsOnly(true);
    assertThat(batch.frames())
        .containsExactly(
            100, 101, 110, 111, 120, 121, 0, 0, 0, 0, 200, 201, 210, 211, 220, 221, 0, 0, 0, 0);
    assertThat(batch.targets()).containsExactly(130, 131, 140, 141, 230, 231, 240, 241);
  }

  @Test
  void aNetworkOfLeadsHasTheFramesAfterEachFrameAsItsChannels() {
    Batch batch = nextFrames().ofLeads(3);
    assertThat(batch.shape()).containsExactly(2, 2, 1, 1, 2);
    assertThat(batch.targetShape()).containsExactly(2, 2, 1, 1, 6);
    assertThat(batch.frames()).containsExactly(100, 101, 110, 111, 200, 201, 210, 211);
    assertThat(batch.targets())
        .containsExactly(
            110, 111, 120, 121, 130, 131, 120, 121, 130, 131, 140, 141, 210, 211, 220, 221, 230,
            231, 220, 221, 230, 231, 240, 241);
  }

  @Test
  void refusesMoreLeadsThanFrames() {
    assertThatThrownBy(() -> nextFrames().forForecaster(TIMES))
        .hasMessage("expected sequences of more than 4 frames, for 4 leads, found 4 frames");
  }
}
