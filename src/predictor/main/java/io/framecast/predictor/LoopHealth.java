package io.framecast.predictor;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Alive unless the loop has ended by itself: nothing but a new process mends that. */
@Singleton
@Liveness
final class LoopHealth implements HealthIndicator {
  private final PollLoop loop;

  LoopHealth(PollLoop loop) {
    this.loop = loop;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    Phase phase = loop.phase();
    HealthStatus status = phase == Phase.FAILED ? HealthStatus.DOWN : HealthStatus.UP;
    return Publishers.just(
        HealthResult.builder("loop", status).details(Map.of("phase", phase)).build());
  }
}
