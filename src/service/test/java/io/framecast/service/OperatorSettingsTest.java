package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorSettingsTest {

  @Test
  void namesEachValueThatNoClientAccepts() {
    assertThat(
            problems(
                Map.of(
                    "request.timeout.ms", "soon", "linger.ms", "-5", "security.protocol", "ssh")))
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith("kafka.request.timeout.ms: Invalid value soon"))
        .anyMatch(problem -> problem.startsWith("kafka.linger.ms: Invalid value -5"))
        .anyMatch(problem -> problem.startsWith("kafka.security.protocol: Invalid value ssh"));
  }

  /** Kafka's producer refuses these when it is created, which is long after the start. */
  @Test
  void findsWhatAnIdempotentProducerDoesNotAccept() {
    assertThat(problems(Map.of("retries", "0")))
        .singleElement()
        .asString()
        .startsWith("kafka: ")
        .contains("retries");
    assertThat(problems(Map.of("max.in.flight.requests.per.connection", "10")))
        .singleElement()
        .asString()
        .contains("max.in.flight.requests.per.connection");
  }

  @Test
  void namesALoginThatIsNone() {
    assertThat(problems(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "garbage")))
        .singleElement()
        .asString()
        .startsWith("kafka.sasl.jaas.config: expected MODULE required");
  }

  @Test
  void acceptsSettingsOfOthersAndUsualValues() {
    assertThat(
            problems(
                Map.of(
                    "bootstrap.servers", "a:9092,b:9092",
                    "request.timeout.ms", "30000",
                    "acks", "1",
                    "custom.interceptor.setting", "x")))
        .isEmpty();
  }

  private static List<String> problems(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:9092"));
    all.putAll(settings);
    return new OperatorSettings(all).problems();
  }
}
