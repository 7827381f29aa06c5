package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A process that runs the demo without a terminal. */
final class DemoProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A process that runs for seconds takes half the processor time with the quick compiler. */
  static final List<String> QUICK_START = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Path output;
  private final Process process;

  DemoProcess(Path directory, String... arguments) throws IOException {
    this(Map.of(), directory, arguments);
  }

  /** Starts it with more variables in its environment. */
  DemoProcess(Map<String, String> environment, Path directory, String... arguments)
      throws IOException {
    this(QUICK_START, environment, directory, arguments);
  }

  /** Starts it with the JIT compiler that users have, for runs of minutes and benchmarks. */
  static DemoProcess asShipped(Path directory, String... arguments) throws IOException {
    return new DemoProcess(List.of(), Map.of(), directory, arguments);
  }

  private DemoProcess(
      List<String> flags, Map<String, String> environment, Path directory, String... arguments)
      throws IOException {
    output = directory.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String jars =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(flags);
    command.addAll(List.of("-Xmx1g", "-cp", jars, Demo.class.getName()));
    command.add("--log=" + directory.resolve("demo.log"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Returns a free port for the predictor; those before and after it are free too. */
  static int freePort() {
    for (; ; ) {
      int console = EmbeddedBroker.freePort();
      int predictor = EmbeddedBroker.freePort();
      int trainer = EmbeddedBroker.freePort();
      if (predictor == console + 1 && trainer == predictor + 1) {
        return predictor;
      }
    }
  }

  /** Returns the demo's option for free ports. */
  static String onFreePorts() {
    return "--http=" + freePort();
  }

  /** Waits for the first predictions; returns the address of its broker. */
  String awaitPredictions() {
    Awaitility.await(output.toString())
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || find("predictions [1-9]") != null);
    Matcher bootstrap = find("-b (127\\.0\\.0\\.1:\\d+)");
    if (bootstrap == null) {
      throw new AssertionError("expected its addresses, found\n" + output());
    }
    return bootstrap.group(1);
  }

  /** Returns the first match in its output, null without one. */
  Matcher find(String pattern) {
    Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(output());
    return matcher.find() ? matcher : null;
  }

  /** Returns everything it has printed. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends SIGTERM, which the demo handles as it does Ctrl-C. */
  void terminate() {
    process.destroy();
  }

  int exit() throws InterruptedException {
    return exit(PATIENCE);
  }

  int exit(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("expected an end within " + patience + ", found\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
