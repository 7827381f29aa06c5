package io.framecast.predictor;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Ready once the streams of our partitions are back. */
@Singleton
@Readiness
final class ServingHealth implements HealthIndicator {
  private final PollLoop loop;

  ServingHealth(PollLoop loop) {
    this.loop = loop;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    Phase phase = loop.phase();
    HealthStatus status = phase == Phase.SERVING ? HealthStatus.UP : HealthStatus.DOWN;
    return Publishers.just(
        HealthResult.builder("serving", status)
            .details(Map.of("phase", phase, "restoring", loop.restored().toString()))
            .build());
  }
}
