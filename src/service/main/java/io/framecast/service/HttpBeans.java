package io.framecast.service;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.env.Environment;

/** The factory creates what every HTTP server of a service needs. */
@Factory
final class HttpBeans {

  /** Reads the setting at the start, so that an invalid one ends the service. */
  @Context
  AllowedHosts hosts(Environment environment) {
    return new SettingReader(environment).hosts();
  }
}
