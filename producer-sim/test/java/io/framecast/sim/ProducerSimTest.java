package io.framecast.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.BuildVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program's errors without a broker. */
class ProducerSimTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--colour | Unknown option: '--colour'",
        "--streams many | Invalid value for option '--streams': 'many' is not an int",
        "--streams 0 | expected at least 1 stream, the first numbered 0 or more, found 0 from 0",
        "--fps -1 | expected 0 to 1000000 frames per second, found -1.0",
        "--fps NaN | expected 0 to 1000000 frames per second, found NaN",
        "--speed -1 | expected a speed of 0 to 1000 and a frame of 8x8 to 4096x4096, found speed -1",
        "--height 7 | found speed 1 and 7x40",
        "--mode sideways | Invalid value for option '--mode'",
        "--encoding gif | expected one of [png, png16, npy, npy-u1, jpeg], found \"gif\"",
        "--drop 2 | expected a probability from 0 to 1 for drop, found 2.0",
        "--seconds 0 | expected a time above 0 and below a century, found PT0S",
        "--frames 0 | expected at least 1 frame per stream, found 0",
        "--wait 0 | expected to wait at least 1 second, found 0",
        "-K acks | should be in KEY=VALUE format but was acks",
        "--seed 1 --seed 2 | should be specified only once"
      })
  void exitsWith2ForAnInvalidOption(String arguments, String sentence) {
    StringWriter err = new StringWriter();
    assertThat(new ProducerSim().run(new PrintWriter(err, true), arguments.split(" ")))
        .isEqualTo(2);
    assertThat(err.toString()).contains(sentence);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void printsItsVersion() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      assertThat(new ProducerSim().run(new PrintWriter(new StringWriter()), "-V")).isZero();
    } finally {
      System.setOut(out);
    }
    assertThat(printed.toString(UTF_8))
        .isEqualTo(BuildVersion.current().line("producer-sim") + "\n");
  }

  @Test
  void exitsWith1ForAnAbsentBroker() {
    StringWriter err = new StringWriter();
    // port 1 of this machine rejects connections at once, so this takes as long as the patience
    String[] arguments = {"--bootstrap", "127.0.0.1:1", "--wait", "1"};
    assertThat(new ProducerSim().run(new PrintWriter(err, true), arguments)).isEqualTo(1);
    assertThat(err.toString()).startsWith("Kafka broker 127.0.0.1:1 did not answer within 1 s: ");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void reportsABrokerThatIsNoAddressInOneSentence() {
    StringWriter err = new StringWriter();
    assertThat(new ProducerSim().run(new PrintWriter(err, true), "--bootstrap", "nonsense"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("Invalid url in bootstrap.servers: nonsense");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void reportsAnInvalidKafkaSettingInOneSentence() {
    StringWriter err = new StringWriter();
    String[] arguments = {"--wait", "1", "-K", "send.buffer.bytes=much"};
    assertThat(new ProducerSim().run(new PrintWriter(err, true), arguments)).isEqualTo(2);
    assertThat(err.toString()).contains("send.buffer.bytes");
    assertThat(err.toString().lines()).hasSize(1);
  }
}
