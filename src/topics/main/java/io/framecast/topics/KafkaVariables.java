package io.framecast.topics;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Settings of Kafka clients in the environment, where programs that are no service find them as
 * services do: {@code sasl.mechanism} is {@code KAFKA_SASL_MECHANISM}.
 */
public final class KafkaVariables {
  private static final String PREFIX = "KAFKA_";
  private static final List<ConfigDef> CLIENTS =
      List.of(
          ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef());

  private KafkaVariables() {}

  /**
   * These settings, and those of the environment that are not among them. A variable that is no
   * setting of any client is somebody else's, as KAFKA_HEAP_OPTS is Kafka's own scripts'.
   *
   * @throws IllegalArgumentException in one sentence, for a value that no client takes
   */
  public static Map<String, String> under(
      Map<String, String> settings, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(settings);
    environment.forEach(
        (variable, value) -> {
          String name = name(variable);
          if (isSetting(name) && !settings.containsKey(name)) {
            expectUsable(variable, name, value);
            all.put(name, value);
          }
        });
    return all;
  }

  private static String name(String variable) {
    return variable.startsWith(PREFIX)
        ? variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.')
        : "";
  }

  private static boolean isSetting(String name) {
    return CLIENTS.stream().anyMatch(client -> client.configKeys().containsKey(name));
  }

  /** Here, since a client would not say where it has the value from. */
  private static void expectUsable(String variable, String name, String value) {
    for (ConfigDef client : CLIENTS) {
      ConfigDef.ConfigKey key = client.configKeys().get(name);
      if (key != null) {
        try {
          Object parsed = ConfigDef.parseType(name, value, key.type());
          if (key.validator != null) {
            key.validator.ensureValid(name, parsed);
          }
        } catch (ConfigException e) {
          throw new IllegalArgumentException(
              variable + ": expected what a Kafka client takes, found: " + e.getMessage(), e);
        }
      }
    }
  }
}
