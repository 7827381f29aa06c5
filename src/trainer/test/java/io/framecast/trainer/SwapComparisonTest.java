package io.framecast.trainer;

import static io.framecast.trainer.Printed.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapComparisonTest {
  @TempDir private Path folder;

  @Test
  void weightsThatStayCostNothingWithTheirOwnState() {
    Weights shipped = Weights.shipped();
    SwapComparison same = SwapComparison.of(shipped, shipped, 45, 16, 7);
    assertThat(same.line(SwapComparison.OLD_STATE))
        .extracting(SwapComparison.Line::bce)
        .isEqualTo(same.line(SwapComparison.OWN).bce());
    SwapComparison.Line own = same.line(SwapComparison.OWN);
    SwapComparison.Line primed = same.line(SwapComparison.PRIMED);
    assertThat(SwapComparison.worstRatio(primed, own))
        .as("from the first frame on")
        .isLessThan(SwapComparison.BAR);
    assertThat(SwapComparison.withinBar(primed, own)).isEqualTo(SwapComparison.WINDOW);
    assertThat(SwapComparison.withinBar(same.line(SwapComparison.ZERO), own))
        .isLessThan(SwapComparison.WINDOW);
    assertThat(same.line(SwapComparison.ZERO).first())
        .as("without a frame before, no velocity is known")
        .isGreaterThan(10 * own.mean());
  }

  @Test
  void networksOfTwoShapesHaveNoStateInCommon() {
    Weights keras = Weights.initial(Configuration.keras(), 1);
    SwapComparison other = SwapComparison.of(Weights.shipped(), keras, 3, 1, 5);
    assertThat(other.lines())
        .extracting(SwapComparison.Line::name)
        .containsExactly(
            SwapComparison.OLD, SwapComparison.OWN, SwapComparison.PRIMED, SwapComparison.ZERO);
  }

  @Test
  void theToolPrintsATableAndRefusesInOneSentence() throws Exception {
    Path file = Files.write(folder.resolve("w"), Weights.shipped().toBytes());
    Path json = folder.resolve("json");
    Path png = folder.resolve("png");
    assertThat(run("swap", "--to", file, "--streams", 2, "--json", json, "--png", png))
        .startsWith("0 2 bouncing streams of seed 7, from ")
        .contains("\nnew weights, primed ", "\nnew weights, zero state ", " 30 of 30\n")
        .hasLineCount(7);
    assertThat(Files.readString(json)).contains("\"new weights, old state\" : [");
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(SwapChart.WIDTH);
    assertThat(run("swap", "--to", file, "--streams", 0))
        .isEqualTo("1 --streams: expected 1 to 10000, found 0\n");
    assertThat(run("swap", "--to", folder.resolve("none"))).startsWith("1 ").hasLineCount(1);
  }
}
