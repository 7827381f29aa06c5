package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.StatusUtil;
import java.util.Map;
import java.util.Objects;
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

  /** It says "already in use" even of a port of an address that the machine does not have. */
  @Test
  void theServersOwnLineOfAPortIsNotLogged() throws Exception {
    LoggerContext context = new LoggerContext();
    context.putProperty(Logging.FORMAT, "text");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Objects.requireNonNull(LoggingTest.class.getResource("/logback.xml")));
    assertThat(context.getLogger("io.micronaut.http.server.netty.NettyHttpServer").isErrorEnabled())
        .isFalse();
    context.stop();
  }

  /** With a listener, Logback does not print its status when a part of its file is missing. */
  @Test
  void logbackDoesNotReportAnUnknownFormatToo() throws Exception {
    LoggerContext context = new LoggerContext();
    context.putProperty(Logging.FORMAT, "xml");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Objects.requireNonNull(LoggingTest.class.getResource("/logback.xml")));
    assertThat(StatusUtil.contextHasStatusListener(context)).isTrue();
    context.stop();
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
