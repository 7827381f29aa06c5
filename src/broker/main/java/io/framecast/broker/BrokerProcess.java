package io.framecast.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs one node in its own process on this JVM's class path, so that it can be killed.
 *
 * <p>{@code ended -> launch() -> starting -> awaitStarted() -> started -> stop() or kill() ->
 * ended}. Its directory holds {@code server.properties}, {@code data} and {@code output}, the
 * output of the last process.
 */
final class BrokerProcess {
  private static final int STOP_SECONDS = 60;

  private final String name;
  private final Path properties;
  private final Path output;
  private @Nullable Process process;

  /**
   * Writes the settings of the node.
   *
   * @param directory an existing directory for this node only
   */
  BrokerProcess(int id, int port, List<Integer> controllers, Path directory) {
    NodeSettings settings =
        new NodeSettings(id, port, port, controllers, directory.resolve("data"));
    name = "node " + id;
    properties = directory.resolve("server.properties");
    output = directory.resolve("output");
    Properties all = new Properties();
    all.putAll(settings.toMap());
    try (Writer writer = Files.newBufferedWriter(properties)) {
      all.store(writer, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the process and returns at once, so that nodes can start together. */
  void launch() {
    if (process != null) {
      throw new IllegalStateException(name + " is already running");
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // several start at once on few cores, and little compilation starts fastest
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            BrokerMain.class.getName(),
            properties.toString());
    try {
      process = new ProcessBuilder(command).redirectError(output.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the start; throws {@link IllegalStateException} when the process ends instead. */
  void awaitStarted() {
    BufferedReader answers = running().inputReader();
    try {
      for (String line; (line = answers.readLine()) != null; ) {
        if (line.equals(BrokerMain.STARTED)) {
          return;
        }
      }
      kill();
      throw new IllegalStateException(name + " cannot start:\n" + Files.readString(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return running().pid();
  }

  /** Shuts the node down by SIGTERM; returns after it handed over its leaderships and ended. */
  void stop() {
    Process stopping = running();
    stopping.destroy();
    boolean ended;
    try {
      ended = stopping.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = false;
    }
    kill();
    if (!ended) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "%s did not end within %d s, and was killed", name, STOP_SECONDS));
    }
  }

  /** Kills the process if it runs; returns after its end. */
  void kill() {
    Process killed = process;
    if (killed != null) {
      process = null;
      killed.destroyForcibly().onExit().join();
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(name + " is not running");
    }
    return process;
  }
}
