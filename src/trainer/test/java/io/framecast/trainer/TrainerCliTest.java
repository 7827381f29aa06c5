package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.convlstm.WeightsSmokeTest;
import io.framecast.frames.Frame;
import io.framecast.frames.NpyFrames;
import io.framecast.squares.Scene;
import io.framecast.topics.BuildVersion;
import io.framecast.trainer.files.NpyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
  void predictGivesOnePredictionPerFrameAndThenForecasts() throws Exception {
    predict(Weights.shipped());
    predict(SmallModel.forecaster(3));
  }

  private void predict(Weights network) throws Exception {
    Scene scene = Scene.clip(1, 2, 1, 22, 34);
    NpyFrames seen = new NpyFrames(IntStream.range(0, 5).mapToObj(scene::noisy).toList(), true);
    Path in = Files.write(folder.resolve("in.npy"), seen.encode());
    Path weights = Files.write(folder.resolve("w"), network.toBytes());
    Path out = folder.resolve("out.npy");
    String said =
        run("predict", "--weights", weights, "--frames", in, "--out", out, "--rollout", 3);
    assertThat(said).startsWith("0 ").contains("8 predictions");
    NpyFrames predictions = NpyFiles.read(out);
    assertThat(predictions.frames()).hasSize(8);
    assertThat(predictions.withChannels()).isTrue();
    Frame last = seen.frames().get(4);
    float[][] forecast = new float[4][last.pixels().length];
    try (Step step = new Step(network);
        State state = State.zero(network.configuration(), last.height(), last.width())) {
      seen.frames().subList(0, 4).forEach(frame -> step.next(state, frame));
      step.forecast(state, last.pixels(), forecast);
    }
    assertThat(predictions.frames().subList(4, 8))
        .extracting(Frame::pixels)
        .containsExactly(forecast);
  }

  @Test
  void predictReadsColourForAGreyNetworkAsThePredictorDoes() throws Exception {
    Scene scene = Scene.clip(1, 2, 1, 22, 34);
    Path weights = Files.write(folder.resolve("w"), Weights.shipped().toBytes());
    List<float[]> found = new ArrayList<>();
    for (int channels : new int[] {1, 3}) {
      List<Frame> frames =
          IntStream.range(0, 3).mapToObj(n -> scene.noisy(n).withChannels(channels)).toList();
      Path in = Files.write(folder.resolve("in.npy"), new NpyFrames(frames, true).encode());
      Path out = folder.resolve("out.npy");
      assertThat(run("predict", "--weights", weights, "--frames", in, "--out", out))
          .startsWith("0 ");
      found.add(NpyFiles.read(out).frames().get(2).pixels());
    }
    assertThat(found.get(1)).containsExactly(found.get(0), within(1e-4f));
  }

  @Test
  void anErrorIsOneSentenceAndAnExitCode() throws Exception {
    Path config = Files.writeString(folder.resolve("c"), SMALL.replace("4,", "3,"));
    Path text = Files.writeString(folder.resolve("text"), "no weights, no frames");
    Path weights = Files.write(folder.resolve("w"), Weights.shipped().toBytes());
    Path out = folder.resolve("out");
    assertThat(run("init", "--config", config, "--seed", 1, "--out", out))
        .isEqualTo("2 " + config + ": configuration refused: patch: expected 1, 2 or 4, found 3\n");
    assertThat(run("init", "--config", folder.resolve("none"), "--seed", 1, "--out", out))
        .startsWith("2 ")
        .endsWith("expected a configuration in JSON, found no such file; check the path\n");
    assertThat(run("evaluate", "--weights", text))
        .startsWith("2 " + text + ": expected a weights file (safetensors), found a file that");
    assertThat(run("evaluate", "--clips", 0))
        .isEqualTo("2 --clips: expected 1 to 100000, found 0\n");
    assertThat(run("predict", "--weights", weights, "--frames", text, "--out", out))
        .startsWith("2 " + text + ": expected a .npy file that begins 93 4e");
    assertThat(run("evaluate", "--clips", "many")).startsWith("2 Invalid value for option");
    assertThat(run("evaluate", "--klips", 3)).startsWith("2 Unknown option");
    assertThat(Files.exists(out)).isFalse();
  }

  @Test
  void saysWhatIsThereInsteadOfAFileThatAnOptionNames() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty"));
    Path weights = Files.write(folder.resolve("w"), Weights.shipped().toBytes());
    String[] sentences = {"a directory", "an empty file", "no such file"};
    Path[] files = {folder, empty, folder.resolve("none")};
    for (int n = 0; n < files.length; n++) {
      Path file = files[n];
      List<List<Object>> commands =
          List.of(
              List.of("init", "--config", file, "--seed", 1, "--out", folder.resolve("o")),
              List.of("evaluate", "--weights", file),
              List.of("predict", "--weights", weights, "--frames", file, "--out", weights),
              List.of("train", "--seed", 1, "--from", file, "--out", folder.resolve("o")),
              List.of("retrain", "--manifest", file, "--bootstrap", "x:1", "--out", weights),
              List.of("models", "publish", file, "--bootstrap", "x:1"),
              List.of("models", "list", "--bootstrap", "x:1", "--kafka-config", file),
              List.of("verify", "--stream", "c", "--bootstrap", "x:1", "--weights", file));
      for (List<Object> command : commands) {
        assertThat(run(command.toArray()))
            .as("%s", command)
            .startsWith("2 " + file + ": expected a ")
            .contains(", found " + sentences[n] + "; ")
            .hasLineCount(1);
      }
    }
  }

  @Test
  void refusesAnOutputThatCannotBeWrittenBeforeTheWork() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    assertThat(run("train", "--seed", 1, "--minutes", 1_000, "--out", folder))
        .isEqualTo(
            "2 " + folder + ": expected a file to write, found a directory; check the path\n");
    assertThat(run("evaluate", "--clips", 100_000, "--json", file.resolve("below")))
        .startsWith("2 " + file + "/below: expected a file to write, found " + file + ", which is")
        .hasLineCount(1);
  }

  /** These tests run in a language with other digits. */
  @Test
  void figuresOfATrainingDoNotDependOnTheLanguage() throws Exception {
    Path out = folder.resolve("trained");
    assertThat(run("train", "--seed", 1, "--steps", 1, "--clips", 1, "--streams", 1, "--out", out))
        .startsWith("0 ")
        .containsPattern("version [0-9a-f]{16}, BCE [0-9]\\.[0-9]{5} after 1 step in [0-9]");
  }

  @Test
  void tellsOfNoTrainedFileBeforeItIsWritten() throws Exception {
    Files.createDirectories(folder.resolve("trained.part"));
    assertThat(
            run(
                "train",
                "--seed",
                1,
                "--steps",
                1,
                "--clips",
                1,
                "--streams",
                1,
                "--out",
                folder.resolve("trained")))
        .doesNotStartWith("0 ")
        .doesNotContain("BCE");
  }

  /** As it ends the predictor, which serves them. */
  @Test
  void weightsThatPredictNoFiniteNumbersAreAWrongSettingOfTheService() throws Exception {
    assertThat(WeightsSmokeTest.failure(Weights.shipped())).isNull(); // the first step logs a line
    Weights overflowing = OverflowingWeights.of(Weights.shipped());
    Path file = Files.write(folder.resolve("w"), overflowing.toBytes());
    assertThat(run("serve", "--framecast.weights=" + file, "--framecast.held-out=0"))
        .startsWith("2 trainer: framecast.held-out: expected a whole number from 1 to 99")
        .contains(
            "\ntrainer: framecast.weights: "
                + file
                + ": expected finite predictions of a clip of 4 frames")
        .hasLineCount(2);
  }

  @Test
  void everyCommandAnswersVersion() {
    String line = "0 " + BuildVersion.current().line("trainer") + "\n";
    assertThat(run("--version")).isEqualTo(line);
    for (List<String> command : commands(TrainerCli.commandLine(), List.of())) {
      List<String> words = new ArrayList<>(command);
      words.add("-V");
      assertThat(run(words.toArray())).as("%s", words).isEqualTo(line);
    }
  }

  @Test
  void theBrokerIsOptionalInUsageSinceTheEnvironmentMayNameIt() {
    int seen = 0;
    for (List<String> command : commands(TrainerCli.commandLine(), List.of())) {
      List<String> words = new ArrayList<>(command);
      words.add("--help");
      String usage = run(words.toArray());
      if (usage.contains("--bootstrap=")) {
        assertThat(usage).as("%s", words).contains("[--bootstrap=HOST:PORT]");
        seen++;
      }
    }
    assertThat(seen).isEqualTo(8);
    Assumptions.assumeTrue(System.getenv("KAFKA_BOOTSTRAP_SERVERS") == null);
    assertThat(run("models", "list"))
        .isEqualTo(
            "2 --bootstrap: expected HOST:PORT of the broker here or in KAFKA_BOOTSTRAP_SERVERS,"
                + " found neither\n");
  }

  /** Returns the words of every command below one. */
  private static List<List<String>> commands(CommandLine parent, List<String> words) {
    List<List<String>> all = new ArrayList<>();
    parent
        .getSubcommands()
        .forEach(
            (name, command) -> {
              List<String> own = Stream.concat(words.stream(), Stream.of(name)).toList();
              all.add(own);
              all.addAll(commands(command, own));
            });
    return all;
  }
}
