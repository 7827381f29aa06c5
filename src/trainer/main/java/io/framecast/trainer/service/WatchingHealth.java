package io.framecast.trainer.service;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Ready while it has the broker. */
@Singleton
@Readiness
final class WatchingHealth implements HealthIndicator {
  private final TrainerLoop loop;

  WatchingHealth(TrainerLoop loop) {
    this.loop = loop;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status = loop.ready() ? HealthStatus.UP : HealthStatus.DOWN;
    return Publishers.just(HealthResult.builder("watching", status).build());
  }
}
