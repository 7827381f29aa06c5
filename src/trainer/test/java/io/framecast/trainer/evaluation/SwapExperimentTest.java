package io.framecast.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Weights;
import io.framecast.trainer.files.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapExperimentTest {
  @TempDir private Path folder;

  @Test
  void writesItsFiguresAndAPictureAndRefusesAWrongOption() throws Exception {
    String file = Files.write(folder.resolve("w"), Weights.shipped().toBytes()).toString();
    Path json = folder.resolve("json");
    Path png = folder.resolve("png");
    SwapExperiment.run("--to=" + file, "--streams=2", "--json=" + json, "--png=" + png);
    assertThat(Files.readString(json)).contains("\"new weights, old state\" : [");
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(SwapChart.WIDTH);
    assertThatThrownBy(() -> SwapExperiment.run("--to=" + file, "--streams=0"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--streams: expected 1 to 10000, found 0");
  }
}
