package io.framecast.service;

import io.micronaut.configuration.kafka.admin.AdminClientFactory;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.admin.AdminClient;

/** The factory creates what every service needs to read its settings and to reach the broker. */
@Factory
final class KafkaBeans {

  /** Reads the settings once; {@code GET /info} shows what it has read. */
  @Singleton
  SettingReader settings(Environment environment) {
    return new SettingReader(environment);
  }

  @Singleton
  OperatorSettings operatorSettings(Environment environment) {
    return OperatorSettings.read(environment);
  }

  /** Replaces micronaut-kafka's client, so that the process has only one. */
  @Singleton
  @Bean(preDestroy = "close")
  @Requires(beans = AdminSettings.class)
  @Replaces(bean = AdminClient.class, factory = AdminClientFactory.class)
  AdminClient admin(AdminSettings settings) {
    return AdminClient.create(settings.all());
  }
}
