package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.bridge.SLF4JBridgeHandler;

class LoggingTest {
  @AfterEach
  void tidy() {
    SLF4JBridgeHandler.uninstall();
  }

  @Test
  void acceptsTextAndJson() {
    for (Map<String, String> environment :
        java.util.List.of(
            Map.<String, String>of(),
            Map.of(Logging.FORMAT, "text"),
            Map.of(Logging.FORMAT, "json"))) {
      assertThatCode(() -> Logging.install(environment)).doesNotThrowAnyException();
    }
  }

  @Test
  void rejectsAnyOtherFormatWithTheExpectedOnes() {
    for (String wrong : new String[] {"", "JSON", "xml", "../json"}) {
      assertThatThrownBy(() -> Logging.install(Map.of(Logging.FORMAT, wrong)))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessage("FRAMECAST_LOG_FORMAT: expected text or json, found \"" + wrong + "\"");
    }
  }
}
