package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.service.Service;
import io.framecast.squares.World;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a Kafka client from outside of this project. */
class ForeignClientIT {

  @Test
  void kcatSendsAPngWithoutHeadersAndReadsAPngOfTheSameSize(@TempDir Path directory)
      throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kcat"))),
        "SKIPPED, NOT PASSED: no kcat on the PATH; Debian's package kcat brings it");
    Path frame = directory.resolve("frame.png");
    Files.write(
        frame, Encoding.PNG8.encode(new World(1, World.Mode.BOUNCE, 1, 24, 40).noisy(0, 0)));
    Path prediction = directory.resolve("prediction.png");
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        Service predictor = deployment.predictor()) {
      String b = broker.bootstrap();
      kcat(null, "-P", "-b", b, "-t", deployment.topics.frames(), "-k", "cam1", frame.toString());
      assertThat(deployment.read(deployment.topics.predictions(), 1)).hasSize(1);
      kcat(
          prediction,
          "-C",
          "-b",
          b,
          "-t",
          deployment.topics.predictions(),
          "-o",
          "beginning",
          "-c",
          "1",
          "-e",
          "-q",
          "-f",
          "%s");
      Http.checkCounters(predictor.port(), 1);
    }
    BufferedImage image = ImageIO.read(prediction.toFile());
    assertThat(image.getHeight()).isEqualTo(24);
    assertThat(image.getWidth()).isEqualTo(40);
  }

  private static void kcat(Path output, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "kcat";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    if (output != null) {
      builder.redirectOutput(output.toFile());
    }
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
