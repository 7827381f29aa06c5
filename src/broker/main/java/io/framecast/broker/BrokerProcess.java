package io.framecast.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One node in a process of its own, on this JVM's class path, so that it can be killed.
 *
 * <p>{@code ended -> launch() -> starting -> awaitStarted() -> started -> stop() or kill() ->
 * ended}. Its directory holds {@code server.properties}, {@code data} and {@code output}, what the
 * last process has printed.
 */
final class BrokerProcess {
  private static final int STOP_SECONDS = 60;

  private final String name;
  private final Path properties;
  private final Path output;
  private @Nullable Process process;

  /**
   * Writes what it will be told.
   *
   * @param directory its own, which is there
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

  /** Returns at once: nodes that need each other to start are launched side by side. */
  void launch() {
    if (process != null) {
      throw new IllegalStateException("expected " + name + " to have ended, found it running");
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // several start at once on few cores: code that is compiled little starts soonest
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

  /** Throws {@link IllegalStateException} where it ends instead; it does within a minute or so. */
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

  /** SIGTERM: returns when it has handed over what it leads, and has ended. */
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
          "expected %s to end within %d s, found it running; killed".formatted(name, STOP_SECONDS));
    }
  }

  /** SIGKILL: returns when it is gone. Nothing happens when it has ended. */
  void kill() {
    Process killed = process;
    if (killed != null) {
      process = null;
      killed.destroyForcibly().onExit().join();
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("expected " + name + " to run, found it ended");
    }
    return process;
  }
}
