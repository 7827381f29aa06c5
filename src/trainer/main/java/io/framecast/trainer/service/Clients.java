package io.framecast.trainer.service;

import io.framecast.trainer.log.LogReader;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings of the trainer's Kafka clients.
 *
 * @param settings the operator's, under {@code kafka.*}
 */
record Clients(Map<String, Object> settings) {

  /** Opens a reader of the topics, for the caller to close. */
  LogReader log() {
    Map<String, String> text =
        settings.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
    return new LogReader(String.valueOf(settings.get("bootstrap.servers")), text);
  }

  /** Returns the settings of the admin client. */
  Map<String, Object> admin() {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "request.timeout.ms", 3_000,
                "default.api.timeout.ms", 5_000,
                "enable.metrics.push", false));
    all.putAll(settings);
    return all;
  }
}
