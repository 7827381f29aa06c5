package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.demo.Shell.Running;
import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the README's programs and commands, with another broker address: those about the demo with a
 * demo, those of the services with another broker. CI runs the Maven commands.
 */
class ReadmeIT {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String SEND = "kcat -P";
  private static final String READ = "kcat -C";
  private static final String CAMERA = "java -cp";
  private static final String PREDICTOR = "java -jar src/predictor/target/predictor.jar";
  private static final String TRAINER = "java -jar src/trainer/target/trainer.jar serve";
  private static final String CONSOLE = "java -jar src/console/target/console.jar";
  private static final String SIMULATOR = "java -jar producer-sim/target/producer-sim.jar";
  private static final String VERIFY = "java -jar src/trainer/target/trainer.jar verify";
  private static final String LIST = "java -jar src/trainer/target/trainer.jar models list";
  private static final String PROMOTE = "java -jar src/trainer/target/trainer.jar models promote";
  private static final String ROLL_BACK =
      "java -jar src/trainer/target/trainer.jar models rollback";

  /** The beginnings of the commands that are run here, for {@link CommandsTest}. */
  static final List<String> BEGINNINGS =
      List.of(
          SEND, READ, CAMERA, PREDICTOR, TRAINER, CONSOLE, SIMULATOR, VERIFY, LIST, PROMOTE,
          ROLL_BACK);

  private static final Set<String> ran = new HashSet<>();

  @AfterAll
  static void everyListedCommandWasRun() {
    assumeTrue(Shell.hasProgram("kcat"), "without it not all were run");
    assertThat(ran).as("by all tests of this class").hasSameElementsAs(BEGINNINGS);
  }

  @Test
  void predictsFramesOfItsProducersAndChangesModels(@TempDir Path directory) throws Exception {
    assumeTrue(
        Shell.hasProgram("kcat"),
        "SKIPPED, NOT PASSED: no kcat on the PATH; Debian's package kcat brings it");
    World world = new World(1, World.Mode.BOUNCE, 1, 24, 40);
    Files.write(directory.resolve("frame.png"), Encoding.PNG8.encode(world.noisy(0, 0)));
    Files.writeString(directory.resolve("broken.png"), "no frame");
    try (Shell shell = new Shell(ROOT, directory, Map.of());
        DemoProcess demo = new DemoProcess(directory, "--streams=1", DemoProcess.onFreePorts())) {
      String bootstrap = demo.awaitPredictions();
      Running reader = shell.start(command(READ, bootstrap), Map.of());
      run(shell, SEND, bootstrap);
      shell.run(command(SEND, bootstrap).replace("frame.png", "broken.png"));
      byte[] png = Kcat.firstPrediction(bootstrap, "cam1");
      BufferedImage prediction = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(prediction.getHeight()).isEqualTo(24);
      assertThat(prediction.getWidth()).isEqualTo(40);
      Files.writeString(directory.resolve("Camera.java"), block("java", "cam3", bootstrap));
      run(shell, CAMERA, bootstrap);
      await(reader.command()).atMost(PATIENCE).until(() -> count(reader, "cam3 ") == 10);
      assertThat(count(reader, "cam1 ")).isEqualTo(1);
      ran.add(READ);
      assertThat(run(shell, VERIFY, bootstrap)).contains("cam1", "1 prediction");

      String first = model(reader);
      String second = publishAnother(bootstrap);
      List<String> others =
          Pattern.compile("(?m)^ +([0-9a-f]{16}) ")
              .matcher(run(shell, LIST, bootstrap))
              .results()
              .map(other -> other.group(1))
              .toList();
      assertThat(others).contains(second);
      String promote = command(PROMOTE, bootstrap);
      assertThat(promote).contains(" VERSION ");
      assertThat(shell.run(promote.replace(" VERSION ", " " + second + " ")))
          .contains(second + " is live");
      ran.add(PROMOTE);
      await(reader.command()).atMost(PATIENCE).until(() -> model(reader).equals(second));
      assertThat(run(shell, ROLL_BACK, bootstrap)).contains(first + " is live");
      await(reader.command()).atMost(PATIENCE).until(() -> model(reader).equals(first));

      Running python = runPythonProducer(shell, directory, bootstrap);
      boolean hasPython = !python.output().contains("No module named 'kafka'");
      if (hasPython) {
        python.requireExit(0);
        await(reader.command()).atMost(PATIENCE).until(() -> count(reader, "cam2 ") == 10);
      }
      demo.terminate();
      assertThat(demo.exit()).as(demo.output()).isZero();
      assertThat(demo.output())
          .contains(String.format(Locale.ROOT, "in %d streams", hasPython ? 4 : 3))
          .contains("1 dead letter, 0 repeated frames, 0 ends of streams")
          .contains("every frame has its one prediction");
      assumeTrue(
          hasPython,
          "SKIPPED, NOT PASSED: " + python.output().strip() + "; Debian's package python3-kafka");
    }
  }

  private static Running runPythonProducer(Shell shell, Path directory, String bootstrap)
      throws Exception {
    Files.writeString(directory.resolve("camera.py"), block("python", "cam2", bootstrap));
    Running producer = shell.start("/usr/bin/python3 camera.py", Map.of());
    producer.process().waitFor();
    return producer;
  }

  @Test
  void startsItsServicesAgainstAnotherBrokerAndStopsThemCleanly(@TempDir Path directory)
      throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Shell shell =
            new Shell(ROOT, directory, Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap()))) {
      Map<String, Running> services = new LinkedHashMap<>();
      Map<String, Integer> ports = new LinkedHashMap<>();
      for (String service : List.of(PREDICTOR, TRAINER, CONSOLE)) {
        int port = EmbeddedBroker.freePort();
        Map<String, String> more = new HashMap<>(Map.of("MICRONAUT_SERVER_PORT", "" + port));
        if (service.equals(TRAINER)) {
          more.put("FRAMECAST_TRAINER_DIRECTORY", directory.resolve("rounds").toString());
        }
        ports.put(service, port);
        services.put(service, shell.start(command(service, broker.bootstrap()), more));
      }
      services.put(SIMULATOR, shell.start(command(SIMULATOR, broker.bootstrap()), Map.of()));
      for (String service : ports.keySet()) {
        awaitAnswer(services.get(service), ports.get(service), "/health/readiness", "UP");
      }
      for (int stream = 1; stream <= 8; stream++) {
        String path = "/api/streams/" + stream;
        awaitAnswer(services.get(CONSOLE), ports.get(CONSOLE), path, "\"model\":\"");
      }
      awaitAnswer(services.get(CONSOLE), ports.get(CONSOLE), "/", "<title>Framecast</title>");
      awaitAnswer(services.get(TRAINER), ports.get(TRAINER), "/trainer", "\"skill\":0.");
      List<String> backwards = new ArrayList<>(services.keySet());
      Collections.reverse(backwards);
      backwards.forEach(service -> services.get(service).terminate());
      for (String service : backwards) {
        services.get(service).requireExit(0);
        ran.add(service);
      }
    }
  }

  private static void awaitAnswer(Running service, int port, String path, String text) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    await(service.command() + " at " + path)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              if (!service.process().isAlive()) {
                throw new IllegalStateException(service.output());
              }
              var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
              assertThat(answer.statusCode()).isEqualTo(200);
              assertThat(answer.body()).contains(text);
            });
  }

  private static String publishAnother(String bootstrap) {
    ModelRegistry registry =
        new ModelRegistry(Map.of("bootstrap.servers", bootstrap), Topics.DEFAULT);
    return registry.publish(
        Weights.shipped().withProvenance(Map.of("note", "the same again")).toBytes());
  }

  /** Returns how many predictions of this stream it has printed so far. */
  private static long count(Running reader, String stream) {
    return reader.output().lines().filter(line -> line.startsWith(stream)).count();
  }

  /** Returns the version of the latest prediction of a simulated camera. */
  private static String model(Running reader) {
    return Pattern.compile("(?m)^sim-.*framecast-model=([0-9a-f]{16})")
        .matcher(reader.output())
        .results()
        .reduce((one, next) -> next)
        .map((MatchResult line) -> line.group(1))
        .orElse("");
  }

  /** Runs the command, which must exit with 0, and returns its output. */
  private static String run(Shell shell, String beginning, String bootstrap) throws Exception {
    String output = shell.run(command(beginning, bootstrap));
    ran.add(beginning);
    return output;
  }

  /** Returns the README's command with this beginning. */
  private static String command(String beginning, String bootstrap) throws IOException {
    return Command.of("README.md", readme()).stream()
        .map(Command::text)
        .filter(text -> text.startsWith(beginning))
        .findFirst()
        .map(text -> at(bootstrap, text))
        .orElseThrow(() -> new AssertionError("expected a command of the README: " + beginning));
  }

  private static String block(String language, String camera, String bootstrap) throws IOException {
    Matcher blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(readme());
    while (blocks.find()) {
      if (blocks.group(1).contains(camera)) {
        return at(bootstrap, blocks.group(1));
      }
    }
    throw new AssertionError("expected a block of " + language + " for " + camera);
  }

  private static String at(String bootstrap, String text) {
    return text.replace("localhost:9092", bootstrap).replace("host:9092", bootstrap);
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }
}
