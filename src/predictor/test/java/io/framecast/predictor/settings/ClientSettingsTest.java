package io.framecast.predictor.settings;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.framecast.predictor.settings.ClientSettings.Instance;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSettingsTest {
  private static final Instance INSTANCE = new Instance("id", true);

  /** A client refuses a setting of the operator that contradicts a default of ours. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "request.timeout.ms=30000",
        "request.timeout.ms=60000,linger.ms=5000",
        "default.api.timeout.ms=1000",
        "delivery.timeout.ms=5000",
        "linger.ms=30000",
        "heartbeat.interval.ms=6000",
        "session.timeout.ms=1000",
        "session.timeout.ms=45000,heartbeat.interval.ms=15000",
        "transaction.two.phase.commit.enable=true",
        "retry.backoff.ms=2000",
      })
  void aSettingOfTheOperatorContradictsNoDefault(String settings) {
    Map<String, Object> operator = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1"));
    for (String each : settings.split(",", -1)) {
      operator.put(each.split("=", -1)[0], each.split("=", -1)[1]);
    }
    ClientSettings clients = new ClientSettings(operator, INSTANCE);
    assertThatCode(
            () -> {
              AdminClient.create(clients.admin()).close();
              new KafkaConsumer<>(clients.consumer()).close();
              new KafkaConsumer<>(clients.checkpointReader(10)).close();
              new KafkaProducer<>(clients.producer(1_000_000)).close();
            })
        .as(settings)
        .doesNotThrowAnyException();
  }
}
