package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.squares.Scene;
import io.framecast.trainer.evaluation.NetworkForecaster;
import io.framecast.trainer.files.FrameSequence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerCliTest {

  private static final String SMALL =
      """
      {"channels": 1, "patch": 4, "layers": [{"filters": 4, "kernel": 3}], "gates": "hard_sigmoid",
       "normalization": "batch", "epsilon": 0.001, "head": {"kind": "causal", "depth": 3, "kernel": 1}}
      """;

  @TempDir private Path folder;

  @Test
  void initWritesTheSameWeightsForTheSameSeed() throws Exception {
    Path config = Files.writeString(folder.resolve("config.json"), SMALL);
    Path out = folder.resolve("deep/w.safetensors");
    assertThat(run("init", "--config", config, "--seed", 3, "--out", out)).startsWith("0 ");
    Weights first = Weights.read(out);
    assertThat(run("init", "--config", config, "--seed", 3, "--out", out)).startsWith("0 ");
    assertThat(Weights.read(out).version()).isEqualTo(first.version());
  }

  @Test
  void predictGivesOnePredictionPerFrameAndThenRollsOut() throws Exception {
    Scene scene = Scene.clip(1, 2, 1, 22, 34);
    FrameSequence seen =
        new FrameSequence(IntStream.range(0, 5).mapToObj(scene::noisy).toList(), true);
    Path in = Files.write(folder.resolve("in.npy"), seen.toBytes());
    Path weights = Files.write(folder.resolve("w"), Weights.shipped().toBytes());
    Path out = folder.resolve("out.npy");
    String said =
        run("predict", "--weights", weights, "--frames", in, "--out", out, "--rollout", 3);
    assertThat(said).startsWith("0 ").contains("8 predictions");
    FrameSequence predictions = FrameSequence.read(out);
    assertThat(predictions.frames()).hasSize(8);
    assertThat(predictions.withChannels()).isTrue();
    try (NetworkForecaster network = new NetworkForecaster(Weights.shipped())) {
      Frame last = network.rollOut(seen.frames(), 4).get(3);
      assertThat(predictions.frames().get(7).pixels()).containsExactly(last.pixels(), within(0f));
    }
  }

  @Test
  void anErrorIsOneSentenceAndAnExitCode() throws Exception {
    Path config = Files.writeString(folder.resolve("c"), SMALL.replace("4,", "3,"));
    Path text = Files.writeString(folder.resolve("text"), "no weights, no frames");
    Path weights = Files.write(folder.resolve("w"), Weights.shipped().toBytes());
    Path out = folder.resolve("out");
    assertThat(run("init", "--config", config, "--seed", 1, "--out", out))
        .isEqualTo("1 configuration refused: configuration patch: expected 1, 2 or 4, found 3\n");
    assertThat(run("init", "--config", folder.resolve("none"), "--seed", 1, "--out", out))
        .contains("1 ")
        .endsWith("expected a readable file, found no such file\n");
    assertThat(run("evaluate", "--weights", text)).startsWith("1 " + text + ": expected a header");
    assertThat(run("evaluate", "--clips", 0))
        .isEqualTo("1 --clips: expected 1 to 100000, found 0\n");
    assertThat(run("predict", "--weights", weights, "--frames", text, "--out", out))
        .isEqualTo("1 " + text + ": expected a .npy file, found other bytes\n");
    assertThat(run("evaluate", "--clips", "many")).startsWith("2 Invalid value for option");
    assertThat(run("evaluate", "--klips", 3)).startsWith("2 Unknown option");
    assertThat(Files.exists(out)).isFalse();
  }
}
