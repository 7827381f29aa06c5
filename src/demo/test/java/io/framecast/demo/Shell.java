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

/** Gives commands as their readers do, in a directory that looks like the root of the sources. */
final class Shell implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 90;
  private static final List<String> LINKS = List.of("src", "producer-sim");

  private final Path directory;
  private final Map<String, String> environment;
  private final List<Running> all = new ArrayList<>();

  /**
   * One.
   *
   * @param directory what is built is reached from there
   * @param environment beside ours
   */
  Shell(Path root, Path directory, Map<String, String> environment) throws IOException {
    this.directory = directory;
    this.environment = environment;
    for (String name : LINKS) {
      Files.createSymbolicLink(directory.resolve(name), root.resolve(name));
    }
  }

  static boolean knows(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Waits for its end, which has to be a good one; returns what it has said. */
  String run(String command) throws Exception {
    Running running = start(command, Map.of());
    running.endsWith(0);
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
    builder.environment().putAll(environment);
    builder.environment().putAll(more);
    Running running = new Running(command, builder.start(), output);
    all.add(running);
    return running;
  }

  /** All that still run are killed. */
  @Override
  public void close() throws IOException {
    all.forEach(Running::kill);
    for (String name : LINKS) {
      Files.delete(directory.resolve(name));
    }
  }

  /** A command that has been given. */
  record Running(String command, Process process, Path file) {

    String output() {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** SIGTERM. */
    void terminate() {
      process.destroy();
    }

    void endsWith(int code) throws InterruptedException {
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
