package io.framecast.service;

import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.SecuritySettings;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.env.Environment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** The operator's settings of Kafka clients, those under {@code kafka.*}. */
public record OperatorSettings(Map<String, Object> all) {
  static final String PREFIX = "kafka.";

  public OperatorSettings {
    all = Map.copyOf(all);
  }

  static OperatorSettings read(Environment environment) {
    Map<String, Object> all = new HashMap<>();
    new KafkaDefaultConfiguration(environment)
        .getConfig()
        .forEach((name, value) -> all.put(name.toString(), value));
    return new OperatorSettings(all);
  }

  /** Returns what no client accepts, a sentence for each problem; needs no broker. */
  List<String> problems() {
    Set<String> problems = new LinkedHashSet<>();
    for (ConfigDef known :
        List.of(
            ConsumerConfig.configDef(),
            ProducerConfig.configDef(),
            AdminClientConfig.configDef())) {
      problems.addAll(invalidValues(known));
    }
    if (problems.isEmpty()) { // then only what values mean together may be wrong
      try {
        ProducerConfig ignored = new ProducerConfig(KafkaClientSettings.producer(all));
      } catch (ConfigException e) {
        problems.add("kafka: " + e.getMessage());
      }
      SecuritySettings.problems(all).forEach(problem -> problems.add(problem.message(PREFIX)));
    }
    return new ArrayList<>(problems);
  }

  private List<String> invalidValues(ConfigDef known) {
    List<String> problems = new ArrayList<>();
    all.forEach(
        (name, value) -> {
          ConfigDef.ConfigKey key = known.configKeys().get(name);
          if (key == null) {
            return;
          }
          try {
            Object parsed = ConfigDef.parseType(name, value, key.type);
            if (key.validator != null) {
              key.validator.ensureValid(name, parsed);
            }
          } catch (ConfigException e) {
            problems.add(PREFIX + name + ": " + e.getMessage());
          }
        });
    return problems;
  }
}
