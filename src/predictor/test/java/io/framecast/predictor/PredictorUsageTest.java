package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Weights;
import io.framecast.service.ServiceProcess;
import io.framecast.topics.BuildVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictorUsageTest {

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpListsEverySettingWithItsDefault(String option) throws Exception {
    assertThat(run(option))
        .startsWith("0 Usage: java -jar predictor.jar")
        .containsPattern("framecast\\.max-fill +4 +a whole number from 0 to 1000")
        .containsPattern("framecast\\.weights +- +a weights file \\(safetensors\\)")
        .contains("KAFKA_BOOTSTRAP_SERVERS")
        .contains("2 for a wrong argument or setting");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void versionIsMavens(String option) throws Exception {
    assertThat(run(option)).isEqualTo("0 " + BuildVersion.current().line("predictor") + "\n");
    assertThat(BuildVersion.current().version()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(BuildVersion.current().commit()).matches("unknown|[0-9a-f]{12}");
  }

  @Test
  void reportsAllWrongSettingsAndFilesWithExitCode2(@TempDir Path directory) throws Exception {
    assertThat(
            run(
                "-x",
                "--framecast.workers=none",
                "--framecast.max-file=3",
                "--framecast.weights=/"))
        .startsWith("2 predictor: expected --framecast.NAME=VALUE")
        .contains("\npredictor: framecast.workers: expected a whole number from 1 to 1024")
        .contains("\npredictor: framecast.weights: /: expected a weights file (safetensors), found")
        .contains("\npredictor: framecast.max-file: expected a known setting; did you mean")
        .hasLineCount(4);
    assertThat(run("--framecast.weights=" + directory))
        .startsWith("2 predictor: framecast.weights: " + directory + ": expected a weights file")
        .contains("found a directory")
        .hasLineCount(1);
    assertThat(run("--verbose", "serve"))
        .startsWith("2 predictor: expected --framecast.NAME=VALUE")
        .hasLineCount(2);
  }

  @Test
  void weightsThatPredictNoNumbersAreAWrongSetting(@TempDir Path directory) throws Exception {
    Weights good = Weights.shipped();
    Map<String, float[]> tensors = new HashMap<>();
    for (String name : good.configuration().tensorShapes().keySet()) {
      float[] large = good.tensor(name);
      for (int i = 0; i < large.length; i++) {
        large[i] = Math.copySign(3e38f, large[i]);
      }
      tensors.put(name, large);
    }
    Path file = directory.resolve("overflow.safetensors");
    Files.write(file, Weights.of(good.configuration(), tensors, Map.of()).toBytes());
    assertThat(run("--framecast.weights=" + file, "--micronaut.server.port=-1"))
        .contains(
            "predictor: framecast.weights: "
                + file
                + ": expected finite predictions of a clip of 4 frames, found")
        .startsWith("2 ");
  }

  /** Returns the exit code and what was printed. */
  private static String run(String... arguments) throws InterruptedException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(printed, true, UTF_8);
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(both);
    System.setErr(both);
    try {
      int code = ServiceProcess.run(Predictor.KIND, arguments);
      return code + " " + printed.toString(UTF_8);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
