package io.framecast.trainer.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BrokerOptionsTest {
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "sasl.jaas.config",
          "PlainLoginModule required username=\"p\u00e4ul\" password=\"a=b\\c \\u0000\";",
          "request.timeout.ms",
          3_000);

  @Test
  void settingsThatAnotherProcessSendsArriveAndNothingMoreIsRead() throws Exception {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    BrokerOptions.send(SETTINGS, sent);
    sent.write('x');
    ByteArrayInputStream input = new ByteArrayInputStream(sent.toByteArray());
    BrokerOptions options = new BrokerOptions();
    CommandLine.populateCommand(options, "--bootstrap", "h:1");
    options.receive(input);
    assertThat(options.settings())
        .containsEntry("sasl.jaas.config", String.valueOf(SETTINGS.get("sasl.jaas.config")))
        .containsEntry("request.timeout.ms", "3000")
        .containsEntry("bootstrap.servers", "h:1");
    assertThat(input.read()).isEqualTo('x');
  }

  @Test
  void settingsThatAreCutShortAreRefused() {
    assertThatThrownBy(
            () -> new BrokerOptions().receive(new ByteArrayInputStream(new byte[] {'a', '='})))
        .isInstanceOf(EOFException.class);
  }
}
