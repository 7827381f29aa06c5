package io.framecast.squares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Frame;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SceneTest {
  private static final int HEIGHT = 24;
  private static final int WIDTH = 40;

  @Test
  void computesAFrameFromItsNumberAlone() {
    Scene scene = Scene.bounce(5, 3, 2, HEIGHT, WIDTH);
    float[] first = scene.noisy(9).pixels();
    scene.noisy(10);
    assertThat(scene.noisy(9).pixels()).containsExactly(first);
    assertThat(Scene.bounce(5, 3, 2, HEIGHT, WIDTH).noisy(9).pixels()).containsExactly(first);
    assertThat(Scene.bounce(6, 3, 2, HEIGHT, WIDTH).noisy(9).pixels()).isNotEqualTo(first);
    assertThat(Scene.bounce(5, 4, 2, HEIGHT, WIDTH).noisy(9).pixels()).isNotEqualTo(first);
  }

  @Test
  void paintsASquareAndItsNoiseWhereTheKerasExampleDoes() {
    Scene scene = new Scene(10, 12, false, 1, List.of(new Square(4, 5, 1, -1, 2)));
    Set<Float> around = new TreeSet<>();
    for (long n = 0; n < 3; n++) {
      Frame clean = scene.clean(n);
      Frame noisy = scene.noisy(n);
      float noise = at(noisy, (int) (1 + n), (int) (2 - n));
      around.add(noise);
      for (int r = 0; r < 10; r++) {
        for (int c = 0; c < 12; c++) {
          boolean square = r >= 2 + n && r < 6 + n && c >= 3 - n && c < 7 - n;
          boolean patch = r >= 1 + n && r < 7 + n && c >= 2 - n && c < 8 - n;
          assertThat(at(clean, r, c)).isEqualTo(square ? 1f : 0f);
          assertThat(at(noisy, r, c))
              .as("frame %d row %d column %d", n, r, c)
              .isEqualTo(
                  square ? Math.min(1, (10 + Math.round(noise * 10)) / 10f) : patch ? noise : 0);
        }
      }
    }
    assertThat(around).isSubsetOf(-.1f, 0f, .1f);
  }

  @Test
  void limitsOverlapsToOneAndKeepsNegativeNoise() {
    int below = 0;
    for (long index = 0; index < 200; index++) {
      for (float pixel : Scene.clip(1, index, 1, HEIGHT, WIDTH).noisy(index % 15).pixels()) {
        assertThat(pixel).isBetween(-.7f, 1f);
        below += pixel < 0 ? 1 : 0;
      }
    }
    assertThat(below).isPositive();
  }

  @Test
  void addsNoiseToHalfOfTheSquaresAndDarkensHalfOfThose() {
    int[] seen = new int[3];
    for (long key = 0; key < 40; key++) {
      Scene scene = new Scene(10, 12, false, key, List.of(new Square(5, 6, 0, 0, 2)));
      for (long n = 0; n < 100; n++) {
        seen[Math.round(at(scene.noisy(n), 2, 3) * 10) + 1]++;
      }
    }
    // 4,000 draws: five standard deviations of a count of 1,000 are 137, of 2,000 they are 158
    assertThat(seen[0]).isBetween(1000 - 137, 1000 + 137);
    assertThat(seen[1]).isBetween(2000 - 158, 2000 + 158);
    assertThat(seen[2]).isBetween(1000 - 137, 1000 + 137);
  }

  @Test
  void drawsSquaresOverTheirWholeRange() {
    Set<Integer> counts = new TreeSet<>();
    Set<Integer> rows = new TreeSet<>();
    Set<Integer> columns = new TreeSet<>();
    Set<Integer> speeds = new TreeSet<>();
    Set<Integer> halfWidths = new TreeSet<>();
    for (long index = 0; index < 2000; index++) {
      Scene scene = Scene.clip(3, index, 2, HEIGHT, WIDTH);
      counts.add(scene.squares().size());
      for (Square s : scene.squares()) {
        rows.add(s.row());
        columns.add(s.column());
        speeds.addAll(List.of(s.rowSpeed(), s.columnSpeed()));
        halfWidths.add(s.halfWidth());
      }
    }
    assertThat(counts).containsExactly(3, 4, 5, 6, 7);
    assertThat(rows).hasSize(HEIGHT).contains(0, HEIGHT - 1);
    assertThat(columns).hasSize(WIDTH).contains(0, WIDTH - 1);
    assertThat(speeds).containsExactly(-2, -1, 0, 1, 2);
    assertThat(halfWidths).containsExactly(2, 3);
  }

  @Test
  void letsSquaresOfAClipLeaveForGood() {
    Scene scene =
        new Scene(10, 12, false, 0, List.of(new Square(5, 5, 1, 0, 2), new Square(5, 5, 0, -2, 3)));
    assertThat(bright(scene.clean(0))).isPositive();
    for (long n : new long[] {8, 100, Integer.MAX_VALUE, 1L << 33, 1L << 60}) {
      assertThat(bright(scene.clean(n))).as("frame %d", n).isZero();
    }
  }

  @Test
  void keepsBouncingSquaresInsideTheFrame() {
    for (long index = 0; index < 50; index++) {
      Scene scene = Scene.bounce(11, index, 3, HEIGHT, WIDTH);
      for (Square square : scene.squares()) {
        Scene alone = new Scene(HEIGHT, WIDTH, true, 0, List.of(square));
        int area = 4 * square.halfWidth() * square.halfWidth();
        for (long n : new long[] {0, 1, 7, 50, 51, 1_000_000, 1L << 40}) {
          assertThat(bright(alone.clean(n))).as("%s frame %d", square, n).isEqualTo(area);
        }
      }
    }
  }

  @Test
  void movesABouncingSquareByItsSpeedAndTurnsItAtTheBorder() {
    Scene scene = new Scene(10, 12, true, 0, List.of(new Square(2, 8, 1, 1, 2)));
    int[] tops = {0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0, 1};
    int[] lefts = {6, 7, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3};
    for (int n = 0; n < tops.length; n++) {
      Frame frame = scene.clean(n);
      assertThat(at(frame, tops[n], lefts[n])).as("frame %d", n).isEqualTo(1);
      assertThat(at(frame, tops[n] + 3, lefts[n] + 3)).as("frame %d", n).isEqualTo(1);
      assertThat(bright(frame)).isEqualTo(16);
    }
  }

  @Test
  void rejectsASceneThatIsTooSmall() {
    assertThatThrownBy(() -> Scene.clip(1, 1, 1, 7, 40))
        .hasMessage(
            "expected a speed of 0 to 1000 and a frame of 8x8 to 4096x4096, found speed 1 and 7x40");
  }

  private static float at(Frame frame, int row, int column) {
    return frame.pixels()[row * frame.width() + column];
  }

  private static int bright(Frame frame) {
    int bright = 0;
    for (float pixel : frame.pixels()) {
      bright += pixel > 0.5f ? 1 : 0;
    }
    return bright;
  }
}
