package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Creates clients, which refuse their settings before they ask a broker. */
class ClientProblemTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bootstrap.servers | nonsense | kafka.bootstrap.servers: expected HOST:PORT of brokers, with"
            + " hosts that have an address, found: Invalid url in bootstrap.servers: nonsense",
        "bootstrap.servers | no.such.host.invalid:1 | kafka.bootstrap.servers: expected HOST:PORT",
        "request.timeout.ms | soon | kafka.request.timeout.ms: Invalid value soon",
        "ssl.protocol | FOO | kafka.ssl.*: expected stores, protocols and algorithms that this Java"
            + " can use, found: FOO SSLContext not available",
        "ssl.provider | FOO | kafka.ssl.*: expected stores",
        "ssl.truststore.certificates | FOO | kafka.ssl.*: expected stores",
        "ssl.truststore.location | /no/such/store | settings of Kafka clients: expected a file at"
            + " /no/such/store, found none",
        "metric.reporters | no.such.Reporter | settings of Kafka clients: expected names of classes"
            + " on the class path, found no.such.Reporter"
      })
  void namesTheSettingOfAClientThatCannotBeCreated(String name, String value, String message) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", "127.0.0.1:1");
    settings.put("security.protocol", "SSL");
    if (name.endsWith("certificates")) {
      settings.put("ssl.truststore.type", "PEM");
    }
    settings.put(name, value);
    assertThat(message(settings)).startsWith(message);
  }

  @Test
  void namesTheLoginModuleThatDoesNotExist() {
    assertThat(
            message(
                Map.of(
                    "bootstrap.servers", "127.0.0.1:1",
                    "security.protocol", "SASL_PLAINTEXT",
                    "sasl.mechanism", "PLAIN",
                    "sasl.jaas.config", "no.such.Module required;")))
        .isEqualTo(
            "kafka.sasl.jaas.config: expected a login module that can log in, found: No LoginModule"
                + " found for no.such.Module");
  }

  @Test
  void namesTheSettingThatABrokerRefuses() {
    Throwable failure = new KafkaException(new InvalidTxnTimeoutException("too long"));
    assertThat(ClientProblem.of(failure).message("kafka."))
        .isEqualTo(
            "kafka.transaction.timeout.ms: expected a value that the broker allows, found: too long");
    assertThat(ClientProblem.of(new InvalidSessionTimeoutException("too short")).setting())
        .isEqualTo("session.timeout.ms");
    assertThat(ClientProblem.of(new InvalidGroupIdException("empty")).setting())
        .isEqualTo("group.id");
  }

  @Test
  void anotherFailureIsNone() {
    assertThat(ClientProblem.of(new IllegalArgumentException("other"))).isNull();
    assertThat(ClientProblem.of(new KafkaException("away", new IllegalArgumentException("other"))))
        .isNull();
    assertThat(
            ClientProblem.of(
                new KafkaException("Failed to construct kafka producer", new OutOfMemoryError())))
        .isNull();
  }

  private static String message(Map<String, Object> settings) {
    Throwable failure =
        catchThrowable(() -> Admin.create(KafkaClientSettings.producer(settings)).close());
    ClientProblem problem = ClientProblem.of(failure);
    return problem == null ? "none: " + failure : problem.message("kafka.");
  }
}
