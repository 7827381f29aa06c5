package io.framecast.predictor;

import io.framecast.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Runs {@code java -jar predictor.jar} as a process. */
final class PredictorProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Flags for a quick start: little compilation starts the process soonest. */
  static final List<String> QUICK_START =
      List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  final int port;
  private final Path output;
  private final Process process;

  PredictorProcess(Map<String, Object> settings, String... more) {
    this(EmbeddedBroker.freePort(), settings, more);
  }

  /**
   * Uses this HTTP port; a process with the port of an earlier one takes its place in the group.
   */
  PredictorProcess(int port, Map<String, Object> settings, String... more) {
    this(quickStart(), port, settings, more);
  }

  /**
   * Starts the predictor with the shipped command and full compilation. Benchmarks need it, and it
   * checks that both compilers produce the same bits.
   */
  static PredictorProcess asShipped(int port, Map<String, Object> settings, String... machine) {
    return new PredictorProcess(List.of(machine), port, settings);
  }

  /** Starts a predictor with these environment variables. */
  static PredictorProcess withEnvironment(
      Map<String, String> environment, Map<String, Object> settings) {
    int port = EmbeddedBroker.freePort();
    return new PredictorProcess(environment, quickStart(), port, settings);
  }

  /** Returns the flags with which a predictor starts in 2 s of a core instead of 5. */
  private static List<String> quickStart() {
    List<String> flags = new ArrayList<>(QUICK_START);
    flags.add("-XX:SharedArchiveFile=" + ClassArchive.path());
    return flags;
  }

  private PredictorProcess(
      List<String> machine, int port, Map<String, Object> settings, String... more) {
    this(Map.of(), machine, port, settings, more);
  }

  private PredictorProcess(
      Map<String, String> environment,
      List<String> machine,
      int port,
      Map<String, Object> settings,
      String... more) {
    this.port = port;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(machine);
    command.addAll(List.of("-jar", "target/predictor.jar"));
    settings.forEach((name, value) -> command.add("--" + name + "=" + value));
    command.add("--micronaut.server.port=" + port);
    command.addAll(List.of(more));
    try {
      output = Files.createTempFile("framecast-predictor", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PredictorProcess awaitServing() {
    Awaitility.await(output.toString())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(() -> !process.isAlive() || Http.status(port, "/health/readiness") == 200);
    if (!process.isAlive()) {
      throw new AssertionError("expected it to serve, found that it has ended\n" + output());
    }
    return this;
  }

  /** Returns everything the process has printed. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the times, by the process's own clock, of the logged lines with this text. */
  List<LocalTime> logged(String text) {
    return output()
        .lines()
        .filter(line -> line.contains(text))
        .map(line -> LocalTime.parse(line.substring(0, line.indexOf(' '))))
        .toList();
  }

  /** Sends a signal as {@code kill -NAME} does. */
  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
  }

  /** Sends SIGKILL and returns when the process has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the process to end and returns its exit code. */
  int exit(Duration within) throws InterruptedException {
    if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("expected an end within " + within + ", found\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    try {
      kill();
      Files.deleteIfExists(output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
