package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The producers in the README, run as they stand there. */
class ReadmeIT {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  @Test
  void itsProducersAreAnsweredFrameByFrame(@TempDir Path directory) throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    World world = new World(1, World.Mode.BOUNCE, 1, 24, 40);
    Files.write(directory.resolve("frame.png"), Encoding.PNG8.encode(world.noisy(0, 0)));
    try (DemoProcess demo = new DemoProcess(directory, "--streams=1", DemoProcess.freePort())) {
      String bootstrap = demo.awaitPredictions();
      Files.writeString(directory.resolve("camera.py"), block(readme, "python", "cam2", bootstrap));
      Files.writeString(directory.resolve("Camera.java"), block(readme, "java", "cam3", bootstrap));
      run(directory, "bash", "-c", line(readme, "kcat -P", bootstrap));
      run(directory, "/usr/bin/python3", "camera.py");
      run(
          directory,
          "bash",
          "-c",
          Pattern.compile("`(java -cp [^`]* Camera.java)`")
              .matcher(readme)
              .results()
              .findFirst()
              .orElseThrow()
              .group(1)
              .replace("src/", ROOT + "/src/"));
      // it follows until somebody ends it
      String read = "timeout 5 " + line(readme, "kcat -C", bootstrap) + " || test $? = 124";
      Awaitility.await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(
              () -> {
                List<String> lines = run(directory, "bash", "-c", read).lines().toList();
                assertThat(lines).filteredOn(line -> line.startsWith("cam1 ")).hasSize(1);
                for (String camera : List.of("cam2 ", "cam3 ")) {
                  assertThat(lines).filteredOn(line -> line.startsWith(camera)).hasSize(10);
                }
              });
    }
  }

  private static String line(String readme, String command, String bootstrap) {
    return readme
        .lines()
        .filter(line -> line.startsWith(command))
        .findFirst()
        .orElseThrow()
        .replace("localhost:9092", bootstrap);
  }

  private static String block(String readme, String language, String camera, String bootstrap) {
    Matcher blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(readme);
    while (blocks.find()) {
      if (blocks.group(1).contains(camera)) {
        return blocks.group(1).replace("localhost:9092", bootstrap);
      }
    }
    throw new AssertionError("expected a block of " + language + " for " + camera);
  }

  private static String run(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int code = process.waitFor();
    assumeTrue(
        !output.contains("kcat: command not found") && !output.contains("No module named 'kafka'"),
        "SKIPPED, NOT PASSED: " + output.strip() + "; Debian's packages kcat and python3-kafka");
    assertThat(code).as(String.join(" ", command) + "\n" + output).isZero();
    return output;
  }
}
