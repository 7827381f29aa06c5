package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that every command of the READMEs is run by {@code .ci/run} or by {@link ReadmeIT}. */
class CommandsTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final String CHECK = "docker/check.sh";

  @Test
  void runsEveryCommandOfTheReadmes(@TempDir Path directory) throws Exception {
    List<String> given = given(directory);
    List<Command> commands = commands();
    assertThat(commands).hasSizeGreaterThan(30);
    assertThat(commands.stream().filter(command -> !isRun(command, given)))
        .as("commands that are run neither by ReadmeIT nor by .ci/run, which calls %s", given)
        .isEmpty();
  }

  @Test
  void failsCiIfAnyCommandFails(@TempDir Path directory) throws Exception {
    CiScript script = new CiScript(ROOT, directory);
    CiScript.Outcome good = script.run("");
    assertThat(good.code()).as(good.output()).isZero();
    List<String> counted =
        good.calls().stream()
            .distinct()
            .filter(
                call -> call.startsWith("mvn ") || commands().stream().anyMatch(c -> c.isIn(call)))
            .toList();
    assertThat(counted).hasSizeGreaterThan(8);
    for (String call : counted) {
      assertThat(script.run(call).code()).as("exit code where %s fails", call).isNotZero();
    }
  }

  @Test
  void findsOneCommandForEachBeginningOfReadmeIT() {
    for (String beginning : ReadmeIT.BEGINNINGS) {
      assertThat(
              commands().stream()
                  .map(Command::text)
                  .filter(text -> text.startsWith(beginning))
                  .distinct())
          .as(beginning)
          .hasSize(1);
    }
  }

  @Test
  void reportsACommandThatIsNotRunWithItsLine(@TempDir Path directory) throws Exception {
    List<String> given = given(directory);
    List<Command> planted =
        Command.of(
            "PLANTED.md",
            """
            # CI does not run these: `mvn -Pfast verify`, `mvn` alone is none

            ```sh
            # what this does
            mvn verify              # builds and tests everything
            mvn install
            mvn -Pdemo verify \\
              -Ddemo.seconds=5 -Ddemo.fps=20
            ```

            With `-Ddemo.seconds=90`, or `-Ddemo.mode=bounce`, or `-Dbench.parts=recovery`, and then
            ``java -jar
            src/predictor/target/predictor.jar`` and `java -jar src/predictor/target/other.jar`.
            One room: `-pl src/nowhere -am`; `TOKEN=x docker compose up`; `docker/nowhere.sh`; `-9`.

            ```
            mvn diagram
            ```

            | `-Ddemo.story=drift` | `kcat -L -b localhost:9092` |
            """);
    assertThat(planted.stream().filter(command -> !isRun(command, given)).map(Command::toString))
        .containsExactly(
            "PLANTED.md:6: `mvn install`",
            "PLANTED.md:8: `mvn -Pdemo verify -Ddemo.seconds=5 -Ddemo.fps=20`",
            "PLANTED.md:1: `mvn -Pfast verify`",
            "PLANTED.md:11: `-Ddemo.mode=bounce`",
            "PLANTED.md:13: `java -jar src/predictor/target/other.jar`",
            "PLANTED.md:14: `-pl src/nowhere -am`",
            "PLANTED.md:14: `TOKEN=x docker compose up`",
            "PLANTED.md:14: `docker/nowhere.sh`",
            "PLANTED.md:20: `kcat -L -b localhost:9092`");
  }

  @Test
  void allowsOnlyAmountsToDifferFromCi() {
    Command whole = new Command("R", 1, "mvn -Pbench verify");
    assertThat(whole.isIn("mvn -B -ntp -Pbench verify -Dbench.quick")).isTrue();
    assertThat(whole.isIn("mvn -B -ntp -Pbench verify -Dbench.quick -Dbench.parts=swap")).isFalse();
    assertThat(whole.isIn("mvn -B -ntp -Pbench verify -pl src/demo -am")).isFalse();
    Command story = new Command("R", 1, "mvn -Pdemo verify -Ddemo.story=drift -Ddemo.seed=1");
    assertThat(story.isIn("mvn -B -ntp -Pdemo verify -Ddemo.story=drift -Ddemo.seed=2")).isTrue();
    assertThat(story.isIn("mvn -B -ntp -Pdemo verify -Ddemo.story=drift")).isFalse();
    assertThat(story.isIn("mvn -B -ntp -Pdemo verify -Ddemo.story=love -Ddemo.seed=1")).isFalse();
    Command part = new Command("R", 1, "-Dbench.parts=swap");
    assertThat(part.isIn("mvn -Pbench verify -Dbench.parts=recovery,swap")).isTrue();
    assertThat(part.isIn("mvn -Pbench verify -Dbench.parts=recovery")).isFalse();
    assertThat(part.isIn("mvn -Pbench verify")).isFalse();
  }

  private static List<Command> commands() {
    try {
      List<Command> all = new ArrayList<>();
      for (String file : List.of("README.md", "src/README.md")) {
        all.addAll(Command.of(file, Files.readString(ROOT.resolve(file))));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRun(Command command, List<String> given) {
    return given.stream().anyMatch(command::isIn)
        || ReadmeIT.BEGINNINGS.stream().anyMatch(command.text()::startsWith);
  }

  /** Returns the commands that CI runs, with those in lines of {@code docker/check.sh}. */
  private static List<String> given(Path directory) throws Exception {
    CiScript.Outcome outcome = new CiScript(ROOT, directory).run("");
    assertThat(outcome.code()).as(outcome.output()).isZero();
    assertThat(outcome.calls()).as("where ReadmeIT is run").contains("mvn -B -ntp verify");
    assertThat(outcome.calls()).contains("bash " + CHECK);
    Stream<String> checked =
        Files.readAllLines(ROOT.resolve(CHECK)).stream()
            .filter(line -> line.startsWith("docker "))
            .map(line -> line.replaceFirst(" >.*", ""));
    return Stream.concat(outcome.calls().stream(), checked).toList();
  }
}
