package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.framecast.convlstm.Weights;
import io.framecast.trainer.digits.RingImages;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains networks of several leads, and evaluates them, by the commands. */
class LeadsCommandsTest {
  @TempDir private Path folder;

  private Path initial(String configuration) throws Exception {
    Path config = Files.writeString(folder.resolve("config.json"), configuration);
    Path out = folder.resolve("initial.safetensors");
    assertThat(run("init", "--config", config, "--seed", 3, "--out", out)).startsWith("0 ");
    return out;
  }

  @Test
  void aForecasterIsTrainedOnMovingDigitsAndEvaluatedByLead() throws Exception {
    Path digits = RingImages.write(folder.resolve("digits"), 4);
    Path initial = initial(SmallModel.FORECASTER);
    Path trained = folder.resolve("trained.safetensors");
    String said =
        run(
            "train",
            "--source",
            "digits",
            "--digits",
            digits,
            "--from",
            initial,
            "--out",
            trained,
            "--seed",
            1,
            "--steps",
            25,
            "--clips",
            2,
            "--frames",
            3,
            "--ahead",
            2,
            "--rate",
            0.2);
    assertThat(said).startsWith("0 ").contains("after 25 steps");
    assertThat(Weights.read(trained).provenance())
        .containsEntry("source", "digits")
        .containsEntry("frames", "3")
        .containsEntry("ahead", "2");

    JsonNode before = evaluate(initial, digits);
    JsonNode after = evaluate(trained, digits);
    assertThat(after.get("leads")).hasSize(2);
    double pixels = 64 * 64;
    assertThat(after.get("crossEntropy").asDouble())
        .isCloseTo(
            pixels * (after.at("/leads/0/bce").asDouble() + after.at("/leads/1/bce").asDouble()),
            within(1e-6));
    assertThat(after.get("squaredError").asDouble())
        .isCloseTo(
            pixels
                * (after.at("/leads/0/mse").asDouble() + after.at("/leads/1/mse").asDouble())
                / 2,
            within(1e-6));
    assertThat(after.get("crossEntropy").asDouble())
        .isLessThan(before.get("crossEntropy").asDouble());
  }

  private JsonNode evaluate(Path weights, Path digits) throws Exception {
    Path json = folder.resolve("figures.json");
    Path png = folder.resolve("forecasts.png");
    String said =
        run(
            "evaluate-leads",
            "--weights",
            weights,
            "--digits",
            digits,
            "--seen",
            3,
            "--ahead",
            2,
            "--clips",
            5,
            "--json",
            json,
            "--png",
            png);
    assertThat(said).startsWith("0 ").contains("cross-entropy of all 2 frames");
    BufferedImage picture = ImageIO.read(png.toFile());
    assertThat(picture.getWidth()).isGreaterThan(5 * 2 * 64);
    return new JsonMapper().readTree(json.toFile());
  }

  @Test
  void theShippedWeightsForecastSquaresFromTheirOwnPredictions() throws Exception {
    Path json = folder.resolve("figures.json");
    assertThat(run("evaluate-leads", "--ahead", 4, "--clips", 3, "--json", json)).startsWith("0 ");
    JsonNode figures = new JsonMapper().readTree(json.toFile());
    for (int lead = 0; lead < 4; lead++) {
      assertThat(figures.at("/leads/" + lead + "/f1").asDouble())
          .as("lead %d", lead)
          .isGreaterThan(.9);
      assertThat(figures.at("/persistence/" + lead + "/f1").asDouble()).isLessThan(.9);
    }
  }

  @Test
  void refusesWrongOptionsInOneSentence() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "no digits");
    Path out = folder.resolve("out");
    assertThat(run("train", "--source", "digits", "--seed", 1, "--out", out))
        .startsWith("2 ")
        .contains("--digits: expected a file with --source digits, and none without, found null");
    assertThat(run("train", "--digits", text, "--seed", 1, "--out", out)).startsWith("2 ");
    assertThat(run("train", "--source", "digits", "--digits", text, "--seed", 1, "--out", out))
        .startsWith("2 ")
        .contains("expected an IDX file of images");
    assertThat(run("train", "--frames", 1, "--seed", 1, "--out", out))
        .contains("--frames: expected 2 to 100, found 1");
    assertThat(run("train", "--ahead", 0, "--seed", 1, "--out", out))
        .contains("--ahead: expected 1 to 100, found 0");
    assertThat(run("evaluate-leads", "--ahead", 101))
        .startsWith("2 ")
        .contains("--ahead: expected 1 to 100, found 101");
    assertThat(run("evaluate-leads", "--seen", 0)).contains("--seen: expected 1 to 100, found 0");
    Path colours =
        initial(
            "{\"channels\": 3, \"patch\": 1, \"stages\": [{\"kind\": \"conv_lstm_2d\", \"filters\": 3,"
                + " \"kernel_size\": 1}]}");
    assertThat(run("evaluate-leads", "--weights", colours))
        .startsWith("2 ")
        .contains("expected a network of 1 channel, as squares and digits have, found 3");
    assertThat(run("train", "--from", colours, "--seed", 1, "--steps", 1, "--out", out))
        .startsWith("2 ")
        .contains("expected a network of 1 channel");
  }
}
