package io.framecast.service;

import java.util.Map;

/**
 * The settings of the process's only admin client. A service with a bean of this type gets an
 * {@code AdminClient} of {@link KafkaBeans}.
 */
public record AdminSettings(Map<String, Object> all) {
  public AdminSettings {
    all = Map.copyOf(all);
  }
}
