package io.framecast.service;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Reports the service as ready while its loop is. */
@Singleton
@Readiness
final class ReadinessIndicator implements HealthIndicator {
  private final ServiceLoop loop;

  ReadinessIndicator(ServiceLoop loop) {
    this.loop = loop;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status = loop.ready() ? HealthStatus.UP : HealthStatus.DOWN;
    return Publishers.just(
        HealthResult.builder("serving", status).details(loop.progress()).build());
  }
}
