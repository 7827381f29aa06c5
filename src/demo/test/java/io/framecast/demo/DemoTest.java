package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.BuildVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --fps: expected above 0                             | --fps=0
          --story: expected drift or none, found "love"       | --story=love
          --drift: expected a speed of 1 to 3, found 4        | --drift=4
          --drift: expected another speed than                | --story=drift --speed=2
          --log: expected a file to write, found the directory  | --log=.
          --seconds cannot be combined with --story           | --story=drift --seconds=9
          """)
  void rejectsAWrongOptionInOneSentence(String sentence, String arguments) {
    assertThat(run(arguments.split(" "))).startsWith("2 demo: " + sentence).hasLineCount(1);
  }

  /** Maven prints its own messages below the demo's, so it gets the verdict for them. */
  @Test
  void writesWhyItFailedToAFile(@TempDir Path directory) throws Exception {
    Path verdict = directory.resolve("verdict");
    assertThat(run("--verdict=" + verdict, "--fps=0"))
        .startsWith("2 demo: --fps: expected above 0");
    assertThat(verdict).content().startsWith("--fps: expected above 0");
  }

  @Test
  void printsItsVersion() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      assertThat(run("--version")).isEqualTo("0 ");
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(UTF_8)).isEqualTo(BuildVersion.current().line("demo") + "\n");
  }

  @Test
  void namesTheServiceWhosePortIsTaken() throws Exception {
    int http = DemoProcess.freePort();
    try (ServerSocket taken = new ServerSocket(http + 1, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("--http=" + http))
          .startsWith("1 demo: expected port " + taken.getLocalPort() + " of 127.0.0.1 to be free")
          .contains("for the trainer's HTTP")
          .hasLineCount(1);
    }
  }

  /** Returns the exit code and the error output. */
  private static String run(String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = new Demo().execute(new PrintStream(err, true, UTF_8), arguments);
    return code + " " + err.toString(UTF_8);
  }
}
