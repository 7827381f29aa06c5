package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecuritySettingsTest {
  private static final String PLAIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\";";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sasl.jaas.config | garbage | expected MODULE required OPTION=\"VALUE\" ...; for this"
            + " security.protocol, found: Login module control flag not specified in JAAS config",
        "sasl.mechanism | FOO | expected one of GSSAPI, OAUTHBEARER, PLAIN, SCRAM-SHA-256,"
            + " SCRAM-SHA-512, found FOO",
        "ssl.enabled.protocols | FOO | expected one of",
        "ssl.cipher.suites | FOO,BAR | expected one of"
      })
  void namesASettingThatClientsTakeAsAnyText(String name, String value, String sentence) {
    Map<String, String> settings = new HashMap<>();
    settings.put("security.protocol", "sasl_ssl");
    settings.put("sasl.mechanism", "PLAIN");
    settings.put("sasl.jaas.config", PLAIN);
    assertThat(SecuritySettings.problems(settings)).isEmpty();
    settings.put(name, value);
    assertThat(SecuritySettings.problems(settings))
        .isNotEmpty()
        .allMatch(problem -> name.equals(problem.setting()))
        .allMatch(problem -> problem.sentence().startsWith(sentence));
  }

  @Test
  void namesTheLoginThatIsMissing() {
    assertThat(SecuritySettings.problems(Map.of("security.protocol", "SASL_PLAINTEXT")))
        .singleElement()
        .matches(problem -> "sasl.jaas.config".equals(problem.setting()));
  }

  @Test
  void ignoresWhatTheProtocolDoesNotUse() {
    assertThat(
            SecuritySettings.problems(
                Map.of("sasl.jaas.config", "garbage", "ssl.enabled.protocols", "FOO")))
        .isEmpty();
    assertThat(
            SecuritySettings.problems(
                Map.of(
                    "security.protocol", "SASL_PLAINTEXT",
                    "sasl.mechanism", "OWN",
                    "sasl.jaas.config", "of.our.own.Module required;")))
        .as("a module of one's own may bring its mechanism")
        .isEmpty();
  }
}
