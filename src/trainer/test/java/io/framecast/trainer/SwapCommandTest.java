package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Weights;
import io.framecast.trainer.evaluation.SwapChart;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapCommandTest {
  @TempDir private Path folder;

  @Test
  void printsATableAndReportsAnErrorInOneSentence() throws Exception {
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
