package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TerminalViewTest {

  @Test
  void showsTheTotalsOfAllStreamsInOneLine() {
    assertThat(
            TerminalView.statusLine(
                Duration.ofSeconds(65),
                79.96,
                new StreamStats(8, 1_300, 1_298, 2, 0.97, new Latency(1_298, 9, 50))))
        .isEqualTo(
            "01:05  streams 8  frames/s 80.0  predictions 1298  skill 0.970"
                + "  latency p50/p99 9 / 50 ms  dead letters 2");
  }

  @Test
  void showsDashesBeforeTheFirstPrediction() {
    assertThat(
            TerminalView.statusLine(
                Duration.ofSeconds(3_723),
                0,
                new StreamStats(0, 0, 0, 0, Double.NaN, new Latency(0, 0, 0))))
        .isEqualTo(
            "1:02:03  streams 0  frames/s 0.0  predictions 0  skill -  latency p50/p99 - ms");
  }

  @Test
  void showsWhereToSendFramesAndWhereThePageIs() {
    assertThat(new Addresses(19092, 18081, 18082, 18080).lines())
        .allMatch(line -> line.length() <= 80)
        .contains(
            " in    kcat -b 127.0.0.1:19092 -Pt framecast.frames -k cam1 frame.png",
            " look  http://127.0.0.1:18080   :18081/streams   :18082/trainer");
  }
}
