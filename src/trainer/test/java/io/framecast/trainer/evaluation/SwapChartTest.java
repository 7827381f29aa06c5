package io.framecast.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SwapChartTest {

  /** Rows above the legend, which shows every colour too. */
  private static final int ROWS = 370;

  @Test
  void beforeIsLeftAndEveryAlternativeIsRightOfTheSwap() throws Exception {
    BufferedImage picture =
        picture(
            line(SwapComparison.OLD, .0004),
            line(SwapComparison.OWN, .001),
            line(SwapComparison.PRIMED, .001),
            line(SwapComparison.OLD_STATE, .01),
            line(SwapComparison.ZERO, .1));
    assertThat(picture.getWidth()).isEqualTo(SwapChart.WIDTH);
    assertThat(picture.getHeight()).isEqualTo(SwapChart.HEIGHT);
    List<Integer> before = columns(picture, SwapComparison.OLD);
    assertThat(before).hasSizeGreaterThan(SwapChart.WIDTH / 3);
    for (String name :
        List.of(
            SwapComparison.OWN,
            SwapComparison.PRIMED,
            SwapComparison.OLD_STATE,
            SwapComparison.ZERO)) {
      assertThat(columns(picture, name))
          .as(name)
          .hasSizeGreaterThan(SwapChart.WIDTH / 3)
          .allMatch(x -> x > before.get(before.size() - 1));
    }
  }

  @Test
  void tenTimesTheLossIsAlwaysAsMuchHigher() throws Exception {
    BufferedImage picture =
        picture(
            line(SwapComparison.PRIMED, .001),
            line(SwapComparison.OLD_STATE, .01),
            line(SwapComparison.ZERO, .1));
    int primed = top(picture, SwapComparison.PRIMED);
    int old = top(picture, SwapComparison.OLD_STATE);
    int zero = top(picture, SwapComparison.ZERO);
    assertThat(primed).isGreaterThan(old);
    assertThat(primed - old).as("rows of a decade").isCloseTo(old - zero, within(1)); // rounding
  }

  @Test
  void whatCannotBeIsNotDrawn() throws Exception {
    BufferedImage picture = picture(line(SwapComparison.OLD, .1), line(SwapComparison.OWN, .2));
    assertThat(columns(picture, SwapComparison.OWN)).isNotEmpty();
    assertThat(columns(picture, SwapComparison.OLD_STATE)).isEmpty();
  }

  private static SwapComparison.Line line(String name, double bce) {
    return new SwapComparison.Line(name, Collections.nCopies(SwapComparison.WINDOW, bce));
  }

  private static BufferedImage picture(SwapComparison.Line... lines) throws IOException {
    SwapComparison comparison = new SwapComparison("one", "other", 45, 64, List.of(lines));
    return ImageIO.read(new ByteArrayInputStream(SwapChart.png(comparison)));
  }

  /** Columns in which the line shows. */
  private static List<Integer> columns(BufferedImage picture, String name) {
    return IntStream.range(0, SwapChart.WIDTH)
        .filter(x -> IntStream.range(0, ROWS).anyMatch(y -> shows(picture, name, x, y)))
        .boxed()
        .toList();
  }

  /** The line's uppermost row. */
  private static int top(BufferedImage picture, String name) {
    return IntStream.range(0, ROWS)
        .filter(y -> IntStream.range(0, SwapChart.WIDTH).anyMatch(x -> shows(picture, name, x, y)))
        .findFirst()
        .orElseThrow();
  }

  private static boolean shows(BufferedImage picture, String name, int x, int y) {
    return picture.getRGB(x, y) == SwapChart.COLORS.get(name).getRGB();
  }
}
