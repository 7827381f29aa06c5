package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Scaling;
import io.framecast.convlstm.Weights;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  private static final Path CLIMATE = Path.of("test/resources/keras/climate.keras");

  @TempDir private Path folder;

  @Test
  void printsTheNetworkAndWritesWeightsThatInspectPrintsAgain() {
    Path out = folder.resolve("w.safetensors");
    String imported = run("import", CLIMATE, "--out", out);
    String version = Weights.read(out).version();
    assertThat(imported)
        .startsWith("0 stage ")
        .contains("conv_lstm2d_1 ", "ConvLSTM2D 3x3, tanh, sigmoid", "27712")
        .contains("gives the last output of Keras' predict(frames[0..t])")
        .contains("version " + version);
    assertThat(run("inspect", out))
        .startsWith("0 stage ")
        .contains("conv_lstm2d_1 ", "keras: 3.13.2", "file: climate.keras", "version " + version);
  }

  @Test
  void keepsTheScalingOfPixels() {
    Path out = folder.resolve("w.safetensors");
    assertThat(
            run("import", CLIMATE, "--out", out, "--input-scale", "2,3,4", "--output-offset", "-1"))
        .startsWith("0 ");
    assertThat(Weights.read(out).configuration().input())
        .isEqualTo(new Scaling(List.of(2f, 3f, 4f), List.of(0f)));
    assertThat(Weights.read(out).configuration().output())
        .isEqualTo(new Scaling(List.of(1f), List.of(-1f)));
    assertThat(run("import", CLIMATE, "--out", out, "--input-scale", "2,3"))
        .startsWith("2 ")
        .contains("input: expected one number, or one for each of 3 channels, found 2 numbers");
    assertThat(run("import", CLIMATE, "--out", out, "--input-scale", "NaN"))
        .startsWith("2 --input-scale, --input-offset: scale: expected finite numbers, found NaN");
  }

  @Test
  void replacesNeitherTheFileThatItReadsNorADevice() throws Exception {
    Path model = Files.copy(CLIMATE, folder.resolve("model.keras"));
    byte[] before = Files.readAllBytes(model);
    assertThat(run("import", model, "--out", folder.resolve("./model.keras")))
        .startsWith("2 ")
        .endsWith(
            "expected another file than the one that is read, found the same one; check the path\n");
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
    Path socket =
        folder.resolve("socket"); // stands for /dev/null, which a faulty test would replace
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(run("import", model, "--out", socket))
          .isEqualTo(
              "2 "
                  + socket
                  + ": expected a file to write, found something else, such as a device; check the path\n");
    }
  }

  @Test
  void refusesOtherFilesInOneSentenceAndWritesNothing() throws Exception {
    Path out = folder.resolve("w.safetensors");
    Path text = Files.writeString(folder.resolve("model.h5"), "no network");
    assertThat(run("import", text, "--out", out))
        .isEqualTo(
            "2 "
                + text
                + ": expected a Keras file (.h5 or .keras), found one that begins otherwise\n");
    assertThat(run("import", folder, "--out", out))
        .isEqualTo(
            "2 "
                + folder
                + ": expected a Keras file (.h5 or .keras), found a directory; check the path\n");
    assertThat(run("import", folder.resolve("none"), "--out", out))
        .startsWith("2 ")
        .endsWith("found no such file; check the path\n");
    assertThat(run("inspect", text)).startsWith("2 ").hasLineCount(1);
    assertThat(out).doesNotExist();
  }
}
