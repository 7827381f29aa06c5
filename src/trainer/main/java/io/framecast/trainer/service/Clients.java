package io.framecast.trainer.service;

import java.util.HashMap;
import java.util.Map;

/**
 * What Kafka clients are told.
 *
 * @param settings the operator's, under {@code kafka.*}
 */
record Clients(Map<String, Object> settings) {

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
