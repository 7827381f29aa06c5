package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.Frame;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PicturesTest {

  @Test
  void aCharacterHoldsTwoPixelsOneAboveTheOther() {
    float[] light = new float[16 * 13];
    light[0] = 1;
    light[13] = 0.5f;
    Pair pair = new Pair("cam", new Frame(16, 13, 1, light), new Frame(16, 13, 1, new float[208]));
    List<Line> lines = Pictures.lines(List.of(pair), 30, 10);
    assertThat(lines).hasSize(2 + 8);
    assertThat(lines.get(1).text()).isEqualTo(" cam           as predicted   ");
    String black = "\033[38;5;232;48;5;232m";
    assertThat(lines.get(2).text())
        .isEqualTo(
            " \033[38;5;255;48;5;244m\u2580"
                + black
                + "\u2580".repeat(12)
                + "\033[0m "
                + black
                + "\u2580".repeat(13)
                + "\033[0m  ");
    assertThat(lines.get(3).text()).startsWith(" " + black + "\u2580".repeat(13) + "\033[0m ");
  }

  @Test
  void picturesFitTheirRoomOrAreNotThere() {
    Frame frame = new Frame(40, 60, 1, new float[2400]);
    List<Pair> pairs = Collections.nCopies(6, new Pair("sim-0", frame, frame));
    for (int height = 0; height < 50; height++) {
      for (int width = 8; width < 300; width += 7) {
        List<Line> lines = Pictures.lines(pairs, width, height);
        assertThat(lines.size()).as("%dx%d", width, height).isLessThanOrEqualTo(height);
        for (Line line : lines) {
          String visible = line.text().replaceAll("\033\\[[0-9;]*m", "").stripTrailing();
          assertThat(visible.length()).as("%dx%d", width, height).isLessThanOrEqualTo(width);
        }
      }
    }
    assertThat(Pictures.lines(pairs, 120, 9)).isEmpty();
    assertThat(Pictures.lines(List.of(), 120, 40)).isEmpty();
  }
}
