package io.framecast.console;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Ready while it follows the topics. */
@Singleton
@Readiness
final class FollowingHealth implements HealthIndicator {
  private final FollowLoop loop;

  FollowingHealth(FollowLoop loop) {
    this.loop = loop;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    HealthStatus status = loop.ready() ? HealthStatus.UP : HealthStatus.DOWN;
    return Publishers.just(HealthResult.builder("following", status).build());
  }
}
