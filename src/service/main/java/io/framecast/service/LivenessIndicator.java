package io.framecast.service;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Reports the process as dead after its loop failed, since only a restart helps then. */
@Singleton
@Liveness
final class LivenessIndicator implements HealthIndicator {
  private final ServiceLoop loop;

  LivenessIndicator(ServiceLoop loop) {
    this.loop = loop;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status = loop.failure() == null ? HealthStatus.UP : HealthStatus.DOWN;
    return Publishers.just(HealthResult.builder("loop", status).build());
  }
}
