package io.framecast.service;

import io.micronaut.context.annotation.Factory;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;

/** The factory creates the health checks of the service's loop. */
@Factory
final class LoopIndicators {

  /** Reports the process as dead after its loop failed, since only a restart helps then. */
  @Singleton
  @Liveness
  HealthIndicator liveness(ServiceLoop loop) {
    return () -> Publishers.just(result("loop", loop.failure() == null).build());
  }

  /** Reports the service as ready while its loop is. */
  @Singleton
  @Readiness
  HealthIndicator readiness(ServiceLoop loop) {
    return () ->
        Publishers.just(result("serving", loop.isReady()).details(loop.progress()).build());
  }

  private static HealthResult.Builder result(String name, boolean isUp) {
    return HealthResult.builder(name, isUp ? HealthStatus.UP : HealthStatus.DOWN);
  }
}
