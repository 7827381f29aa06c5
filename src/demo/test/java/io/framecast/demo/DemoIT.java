package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import io.framecast.topics.Topics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

  @Test
  void aBoundedDemoAccountsForEveryFrameAndEndsWithZero(@TempDir Path directory) throws Exception {
    try (DemoProcess demo =
        new DemoProcess(
            directory, "--seconds=3", "--streams=3", "--fps=20", DemoProcess.onFreePorts())) {
      assertThat(demo.exit()).as(demo.output()).isZero();
      Matcher frames = demo.find("frames in +(\\d+) in 3 streams");
      Matcher predictions = demo.find("predictions out +(\\d+)$");
      assertThat(frames).as(demo.output()).isNotNull();
      assertThat(predictions).as(demo.output()).isNotNull();
      assertThat(predictions.group(1)).isEqualTo(frames.group(1));
      // 3 streams x 20 fps x 3 s; a busy machine films fewer
      assertThat(Integer.parseInt(frames.group(1))).isBetween(30, 181);
      assertThat(demo.output())
          .containsPattern("mean skill +-?\\d+\\.\\d+ over \\d+ scored frames")
          .containsPattern("latency +p50 \\d+ ms, p99 \\d+ ms")
          .containsPattern("first prediction +\\d+\\.\\d s after the command")
          .contains("dead letters      0", "every frame has its one prediction");
    }
  }

  @Test
  void kcatTakesPartAndTheAccountHoldsItsFramesTooUntilSigterm(@TempDir Path directory)
      throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kcat"))),
        "SKIPPED, NOT PASSED: no kcat on the PATH; Debian's package kcat brings it");
    Path frame = directory.resolve("frame.png");
    Path broken = directory.resolve("broken.png");
    World world = new World(1, World.Mode.BOUNCE, 1, 24, 40);
    Files.write(frame, Encoding.PNG8.encode(world.noisy(0, 0)));
    Files.writeString(broken, "no frame");
    try (DemoProcess demo = new DemoProcess(directory, "--streams=2", DemoProcess.onFreePorts())) {
      String bootstrap = demo.awaitPredictions();
      kcat(bootstrap, "-Pt", "framecast.frames", "-k", "cam1", frame.toString());
      kcat(bootstrap, "-Pt", "framecast.frames", "-k", "cam1", broken.toString());
      BufferedImage prediction = ImageIO.read(new ByteArrayInputStream(prediction(bootstrap)));
      assertThat(prediction.getHeight()).isEqualTo(24);
      assertThat(prediction.getWidth()).isEqualTo(40);
      assertThat(verified(bootstrap, "cam1")).contains("cam1", "1 prediction");
      demo.terminate();
      assertThat(demo.exit()).as(demo.output()).isZero();
      assertThat(demo.output())
          .contains("in 3 streams", "1 dead letters, 0 repeated frames, 0 ends of streams")
          .contains("every frame has its one prediction");
    }
  }

  @Test
  void malformedRecordsInEveryTopicLeaveTheAccountBalanced(@TempDir Path directory)
      throws Exception {
    try (DemoProcess demo = new DemoProcess(directory, "--streams=2", DemoProcess.onFreePorts())) {
      String bootstrap = demo.awaitPredictions();
      try (MalformedRecordSender sender = new MalformedRecordSender(bootstrap)) {
        sender.send(Topics.DEFAULT, 3);
      }
      MalformedRecordSender.sendCompressed(bootstrap, Topics.DEFAULT, 3);
      demo.terminate();
      assertThat(demo.exit()).as(demo.output()).isZero();
      assertThat(demo.output())
          .containsPattern("not counted +\\d{4} records that are none of the services'")
          .containsPattern("not to predict +\\d{3,4} dead letters, 0 repeated frames")
          .contains("every frame has its one prediction");
      assertThat(directory.resolve("demo.log"))
          .content()
          .doesNotContain(" ERROR ", "expected a reader that takes any bytes");
    }
  }

  @Test
  void aTakenPortAndAWrongOptionAreToldInOneSentence(@TempDir Path directory) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DemoProcess demo = new DemoProcess(directory, "--http=" + taken.getLocalPort())) {
      assertThat(demo.exit()).isEqualTo(1);
      assertThat(demo.output())
          .startsWith("demo: expected port " + taken.getLocalPort() + " of 127.0.0.1 to be free")
          .hasLineCount(1);
    }
    int http = DemoProcess.freePort();
    try (ServerSocket taken = new ServerSocket(http + 1, 1, InetAddress.getLoopbackAddress());
        DemoProcess demo = new DemoProcess(directory, "--http=" + http)) {
      assertThat(demo.exit()).isEqualTo(1);
      assertThat(demo.output())
          .startsWith("demo: expected port " + taken.getLocalPort() + " of 127.0.0.1 to be free")
          .contains("for the trainer's HTTP")
          .hasLineCount(1);
    }
    expectRefused(directory, "--fps: expected above 0", "--fps=0");
    expectRefused(directory, "--story: expected drift or none, found \"love\"", "--story=love");
    expectRefused(directory, "--drift: expected a speed of 1 to 3, found 4", "--drift=4");
    expectRefused(directory, "--drift: expected another speed than", "--story=drift", "--speed=2");
    expectRefused(
        directory, "--seconds cannot be combined with --story", "--story=drift", "--seconds=9");
  }

  private static void expectRefused(Path directory, String sentence, String... arguments)
      throws Exception {
    try (DemoProcess demo = new DemoProcess(directory, arguments)) {
      assertThat(demo.exit()).isEqualTo(2);
      assertThat(demo.output()).startsWith("demo: " + sentence).hasLineCount(1);
    }
  }

  /** The prediction of stream cam1, found by its key and then fetched by its place. */
  private static byte[] prediction(String bootstrap) throws Exception {
    Pattern place = Pattern.compile("^cam1 (\\d+) (\\d+)$", Pattern.MULTILINE);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < until) {
      byte[] all = kcat(bootstrap, "-Ct", "framecast.predictions", "-eqf", "%k %p %o\\n");
      Matcher found = place.matcher(new String(all, UTF_8));
      if (found.find()) {
        return kcat(
            bootstrap,
            "-Ct",
            "framecast.predictions",
            "-p",
            found.group(1),
            "-o",
            found.group(2),
            "-c1",
            "-eqf",
            "%s");
      }
    }
    throw new AssertionError("expected a prediction of cam1 within a minute, found none");
  }

  /** What the tool says that recomputes a stream's predictions from the log. */
  private static String verified(String bootstrap, String stream) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String tool = Path.of("..", "trainer", "target", "trainer.jar").toString();
    return new String(
        output(java, "-jar", tool, "verify", "--bootstrap", bootstrap, "--stream", stream), UTF_8);
  }

  private static byte[] kcat(String bootstrap, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 3];
    command[0] = "kcat";
    command[1] = "-b";
    command[2] = bootstrap;
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return output(command);
  }

  private static byte[] output(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return output;
  }
}
