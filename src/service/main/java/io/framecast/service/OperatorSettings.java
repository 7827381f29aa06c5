package io.framecast.service;

import java.util.Map;

/** The operator's settings of Kafka clients, those under {@code kafka.*}. */
public record OperatorSettings(Map<String, Object> all) {
  public OperatorSettings {
    all = Map.copyOf(all);
  }
}
