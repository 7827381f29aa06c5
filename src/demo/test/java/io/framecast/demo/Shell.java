package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands as a reader of the README does, in a directory that looks like the sources' root.
 */
final class Shell implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;
  private static final List<String> LINKS = List.of("src", "producer-sim");

  private final Path directory;
  private final Map<String, String> environment;
  private final List<Running> all = new ArrayList<>();

  /**
   * Creates a shell.
   *
   * @param directory in which commands run; it gets links to what is built
   * @param environment additional variables
   */
  Shell(Path root, Path directory, Map<String, String> environment) throws IOException {
    this.directory = directory;
    this.environment = environment;
    for (String name : LINKS) {
      Files.createSymbolicLink(directory.resolve(name), root.resolve(name));
    }
  }

  static boolean hasProgram(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Runs a command, which must exit with 0; returns its output. */
  String run(String command) throws Exception {
    Running running = start(command, Map.of());
    running.requireExit(0);
    return running.output();
  }

  Running start(String command, Map<String, String> more) throws IOException {
    Path output = directory.resolve("output-" + all.size());
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile());
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    builder.environment().put("PATH", java + File.pathSeparator + System.getenv("PATH"));
    builder.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", DemoProcess.QUICK_START));
    builder.environment().putAll(environment);
    builder.environment().putAll(more);
    Running running = new Running(command, builder.start(), output);
    all.add(running);
    return running;
  }

  /** Kills the commands that still run. */
  @Override
  public void close() throws IOException {
    all.forEach(Running::kill);
    for (String name : LINKS) {
      Files.delete(directory.resolve(name));
    }
  }

  /** A command that was started. */
  record Running(String command, Process process, Path file) {

    String output() {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Sends SIGTERM. */
    void terminate() {
      process.destroy();
    }

    void requireExit(int code) throws InterruptedException {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("%s ends within %d s:%n%s", command, PATIENCE_SECONDS, output())
          .isTrue();
      assertThat(process.exitValue()).as("exit code of %s:%n%s", command, output()).isEqualTo(code);
    }

    private void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
