package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * Runs {@code .ci/run} with fake programs that only record how they are called. The script finds no
 * other programs than these.
 */
final class CiScript {
  private static final List<String> FAKED =
      List.of(
          "apt-get",
          "bash",
          "chromedriver",
          "curl",
          "docker",
          "git",
          "kcat",
          "kubectl",
          "mvn",
          "promtool",
          "python3",
          "timeout");

  private static final List<String> REAL = List.of("date", "dirname", "grep", "sed");

  private static final String FAKE =
      """
      #!/bin/sh
      call="${0##*/} $*"
      printf '%s\\n' "$call" >>"$CALLS"
      [ "$call" != "$FAILING" ]
      """;

  private final Path programs;
  private final Path calls;
  private final Path script;

  /**
   * Prepares the fake programs.
   *
   * @param directory must be empty
   */
  CiScript(Path root, Path directory) throws IOException {
    script = root.resolve(".ci").resolve("run");
    calls = directory.resolve("calls");
    programs = Files.createDirectory(directory.resolve("bin"));
    for (String name : FAKED) {
      program(name, FAKE);
    }
    for (String name : REAL) {
      program(name, "#!/bin/sh\nexec /usr/bin/" + name + " \"$@\"\n");
    }
  }

  private void program(String name, String text) throws IOException {
    Path program = Files.writeString(programs.resolve(name), text);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  /**
   * The result of a run.
   *
   * @param code 0 if CI would pass
   * @param calls of programs, in order
   * @param output what it printed
   */
  record Outcome(int code, List<String> calls, String output) {}

  /**
   * Runs the script.
   *
   * @param failing the call that fails; empty for none
   */
  Outcome run(String failing) throws IOException, InterruptedException {
    Files.writeString(calls, "");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", script.toString()).redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", programs.toString(), "CALLS", calls.toString(), "FAILING", failing));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), Files.readAllLines(calls), output);
  }
}
