package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * {@code .ci/run}, really run, but among programs that only write down how they are called: what it
 * does is not read out of its text. It finds no other programs than these.
 */
final class CiScript {
  private static final List<String> ACTED =
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

  private static final String ACTOR =
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
   * It.
   *
   * @param directory an empty one
   */
  CiScript(Path root, Path directory) throws IOException {
    script = root.resolve(".ci").resolve("run");
    calls = directory.resolve("calls");
    programs = Files.createDirectory(directory.resolve("bin"));
    for (String name : ACTED) {
      program(name, ACTOR);
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
   * How it went.
   *
   * @param code 0 where CI would be content
   * @param calls of programs, in order
   * @param output what it said
   */
  record Outcome(int code, List<String> calls, String output) {}

  /**
   * Runs it.
   *
   * @param failing the call that fails, none where it is empty
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
