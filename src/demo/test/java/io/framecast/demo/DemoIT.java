package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

  @Test
  void accountsForEveryFrameOfABoundedDemo(@TempDir Path directory) throws Exception {
    try (DemoProcess demo =
        new DemoProcess(
            directory,
            "--seconds=3",
            "--streams=3",
            "--fps=20",
            "--verdict=" + Files.writeString(directory.resolve("verdict"), "none yet"),
            DemoProcess.onFreePorts())) {
      assertThat(demo.exit()).as(demo.output()).isZero();
      assertThat(directory.resolve("verdict")).isEmptyFile();
      assertThat(demo.output()).as("all of the demo's own lines").doesNotContain("SLF4J");
      Matcher frames = demo.find("frames in +(\\d+) in 3 streams");
      Matcher predictions = demo.find("predictions out +(\\d+)$");
      assertThat(frames).as(demo.output()).isNotNull();
      assertThat(predictions).as(demo.output()).isNotNull();
      assertThat(predictions.group(1)).isEqualTo(frames.group(1));
      // 3 streams x 20 fps x 3 s; a loaded machine sends fewer
      assertThat(Integer.parseInt(frames.group(1))).isBetween(30, 181);
      assertThat(demo.output())
          .containsPattern("skill +-?\\d+\\.\\d+ pooled over \\d+ scored frames")
          .containsPattern("latency +p50 \\d+ ms, p99 \\d+ ms")
          .containsPattern("first prediction +\\d+\\.\\d s after the command")
          .contains("dead letters      0", "every frame has its one prediction");
    }
  }

  @Test
  void balancesTheAccountDespiteMalformedRecordsInEveryTopic(@TempDir Path directory)
      throws Exception {
    try (DemoProcess demo = new DemoProcess(directory, "--streams=2", DemoProcess.onFreePorts())) {
      String bootstrap = demo.awaitPredictions();
      try (MalformedRecordSender sender = new MalformedRecordSender(bootstrap)) {
        sender.send(Topics.DEFAULT, 3);
      }
      MalformedRecordSender.sendCompressed(bootstrap, Topics.DEFAULT, 3);
      demo.terminate();
      assertThat(demo.exit()).as(demo.output()).isZero();
      assertThat(demo.output())
          .containsPattern("not counted +\\d{4} records that are none of the services'")
          .containsPattern("not to predict +\\d{3,4} dead letters, 0 repeated frames")
          .contains("every frame has its one prediction");
      assertThat(directory.resolve("demo.log"))
          .content()
          .doesNotContain(" ERROR ", "expected a reader that takes any bytes");
    }
  }

  @Test
  void exitsWithOneSentenceIfAPortIsTaken(@TempDir Path directory) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DemoProcess demo = new DemoProcess(directory, "--http=" + taken.getLocalPort())) {
      assertThat(demo.exit()).isEqualTo(1);
      assertThat(demo.output())
          .startsWith("demo: expected port " + taken.getLocalPort() + " of 127.0.0.1 to be free")
          .hasLineCount(1);
    }
  }
}
