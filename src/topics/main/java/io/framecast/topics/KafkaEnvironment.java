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
 * Reads settings of Kafka clients from the environment for programs without Micronaut. The variable
 * of {@code sasl.mechanism} is {@code KAFKA_SASL_MECHANISM}, as for the services.
 */
public final class KafkaEnvironment {
  private static final String PREFIX = "KAFKA_";
  private static final List<ConfigDef> CLIENTS =
      List.of(
          ProducerConfig.configDef(), ConsumerConfig.configDef(), AdminClientConfig.configDef());

  private KafkaEnvironment() {}

  /**
   * Adds the environment's settings to these settings, which take precedence. A variable that is no
   * setting of a client is ignored, such as KAFKA_HEAP_OPTS of Kafka's scripts.
   *
   * @throws IllegalArgumentException in one sentence, for a value that no client accepts, and for
   *     settings of SASL and TLS that contradict the protocol
   */
  public static Map<String, String> merge(
      Map<String, String> settings, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(settings);
    environment.forEach(
        (variable, value) -> {
          String name = name(variable);
          if (isSetting(name) && !settings.containsKey(name)) {
            requireValid(variable, name, value);
            all.put(name, value);
          }
        });
    requireSecurity(all, environment);
    return all;
  }

  /** Names the variable of a wrong setting of SASL or TLS, or else the setting. */
  private static void requireSecurity(Map<String, String> all, Map<String, String> environment) {
    for (ClientProblem problem : SecuritySettings.problems(all)) {
      String setting = String.valueOf(problem.setting());
      String variable = PREFIX + setting.toUpperCase(Locale.ROOT).replace('.', '_');
      boolean isVariable =
          all.containsKey(setting) && all.get(setting).equals(environment.get(variable));
      throw new IllegalArgumentException(
          (isVariable ? variable : setting) + ": " + problem.sentence());
    }
  }

  private static String name(String variable) {
    return variable.startsWith(PREFIX)
        ? variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.')
        : "";
  }

  private static boolean isSetting(String name) {
    return CLIENTS.stream().anyMatch(client -> client.configKeys().containsKey(name));
  }

  /** Validates here, because a client's error would not name the variable. */
  private static void requireValid(String variable, String name, String value) {
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
