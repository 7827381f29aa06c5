package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaEnvironmentTest {
  private static final String JAAS =
      "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"a\";";

  @Test
  void readsSettingsOfAnyClient() {
    assertThat(
            KafkaEnvironment.merge(
                Map.of(),
                Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS", "one:9092,two:9092",
                    "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                    "KAFKA_SASL_JAAS_CONFIG", JAAS,
                    "KAFKA_LINGER_MS", "20",
                    "KAFKA_MAX_POLL_RECORDS", "7")))
        .containsOnly(
            Map.entry("bootstrap.servers", "one:9092,two:9092"),
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("sasl.jaas.config", JAAS),
            Map.entry("linger.ms", "20"),
            Map.entry("max.poll.records", "7"));
  }

  @ParameterizedTest
  @CsvSource({
    "KAFKA_HEAP_OPTS, -Xmx1g",
    "KAFKA_OPTS, -Dx=y",
    "KAFKA_PORT, tcp://10.0.0.1:9092",
    "KAFKA_LISTENERS, PLAINTEXT://:9092",
    "KAFKA_, x",
    "LINGER_MS, x",
    "MY_KAFKA_LINGER_MS, x"
  })
  void ignoresAVariableThatIsNoSetting(String variable, String value) {
    assertThat(KafkaEnvironment.merge(Map.of(), Map.of(variable, value))).isEmpty();
  }

  @Test
  void prefersGivenSettingsToTheEnvironment() {
    assertThat(
            KafkaEnvironment.merge(
                Map.of("linger.ms", "5", "of.our.own", "x"), Map.of("KAFKA_LINGER_MS", "long")))
        .containsOnly(Map.entry("linger.ms", "5"), Map.entry("of.our.own", "x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KAFKA_SECURITY_PROTOCOL | SECRET | Invalid value SECRET for configuration security.protocol",
        "KAFKA_LINGER_MS | long | Invalid value long for configuration linger.ms: Not a number",
        "KAFKA_LINGER_MS | -1 | Invalid value -1 for configuration linger.ms",
        "KAFKA_ENABLE_IDEMPOTENCE | maybe | Invalid value maybe for configuration enable.idempotence"
      })
  void rejectsAnInvalidValueInOneSentence(String variable, String value, String sentence) {
    assertThatThrownBy(() -> KafkaEnvironment.merge(Map.of(), Map.of(variable, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            variable + ": expected what a Kafka client takes, found: " + sentence)
        .message()
        .hasLineCount(1);
  }

  @Test
  void namesTheVariableOrTheSettingOfALoginThatIsNone() {
    assertThatThrownBy(
            () ->
                KafkaEnvironment.merge(
                    Map.of("security.protocol", "SASL_PLAINTEXT"),
                    Map.of("KAFKA_SASL_JAAS_CONFIG", "garbage")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("KAFKA_SASL_JAAS_CONFIG: expected MODULE required");
    assertThatThrownBy(
            () ->
                KafkaEnvironment.merge(
                    Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "garbage"),
                    Map.of()))
        .hasMessageStartingWith("sasl.jaas.config: expected MODULE required");
  }
}
