package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

  @TempDir private Path folder;

  @Test
  void wrongUsageHasAnExitCodeOfItsOwn() {
    assertThat(run("verify", "--bootstrap", "x:1")).startsWith("2 Missing required option");
    assertThat(verify("--from", "first")).startsWith("2 Invalid value for option '--from'");
    assertThat(verify("--from", 5, "--to", 3))
        .startsWith("2 --from and --to: expected 0 <= from <= to, found 5 and 3\n");
    assertThat(verify("--max-fill", -1)).startsWith("2 --max-fill: expected 0 or more, found -1\n");
    assertThat(verify("--limits-height", 1)).startsWith("2 expected limits of at least 8x8 pixels");
    assertThat(run("verify", "--bootstrap", "x:1", "--stream", ""))
        .startsWith("2 expected a stream id of 1 to 256 bytes, found 0\n");
  }

  @Test
  void theHelpExplainsOffsets() {
    assertThat(run("verify", "--help"))
        .startsWith("0 ")
        .contains("offset of the")
        .contains("(default: 4)")
        .contains("enough for that size");
  }

  @Test
  void reportsUnusableFilesAndAddressesInOneSentence() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "a = \\uhello");
    assertThat(verify("--kafka-config", file))
        .isEqualTo(
            "2 " + file + ": expected a properties file, found: Malformed \\uxxxx encoding.\n");
    assertThat(verify("--weights", file))
        .startsWith("2 " + file + ": expected a weights file (safetensors), found a file that");
    assertThat(run("verify", "--bootstrap", "nowhere", "--stream", "cam"))
        .isEqualTo(
            "2 settings of Kafka clients: bootstrap.servers: expected HOST:PORT of brokers, with"
                + " hosts that have an address, found: Invalid url in bootstrap.servers: nowhere; correct the"
                + " option\n");
  }

  @Test
  void saysHowLongItHasWaitedForTheBroker() throws Exception {
    Path config = Files.writeString(folder.resolve("kafka"), "default.api.timeout.ms=500");
    assertThat(verify("--kafka-config", config))
        .startsWith("1 Kafka broker 127.0.0.1:1 did not answer within 0.5 s: ")
        .hasLineCount(1);
  }

  private static String verify(Object... more) {
    Object[] all = new Object[more.length + 5];
    System.arraycopy(
        new Object[] {"verify", "--bootstrap", "127.0.0.1:1", "--stream", "cam"}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    return run(all);
  }

  @Test
  void namesTheFileOfAClientsSettingThatIsMissing() throws Exception {
    Path settings =
        Files.writeString(
            folder.resolve("client.properties"),
            "security.protocol=SSL\nssl.truststore.location=" + folder.resolve("trust") + "\n");
    assertThat(
            run(
                "verify",
                "--stream",
                "c",
                "--bootstrap",
                "127.0.0.1:1",
                "--kafka-config",
                settings))
        .startsWith("2 ") // captured with the log of these tests, where Kafka has a line too
        .endsWith(
            "settings of Kafka clients: expected a file at "
                + folder.resolve("trust")
                + ", found none; correct the option\n");
  }
}
