package io.framecast.service;

import io.micronaut.configuration.kafka.health.KafkaHealthIndicator;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Reports the service as ready while the broker answers. Micronaut's own check also reads the
 * brokers' settings, which needs rights on the whole cluster. Its restricted check needs none, but
 * never notices that the broker is gone.
 */
@Singleton
@Readiness
@Replaces(KafkaHealthIndicator.class)
final class BrokerIndicator implements HealthIndicator {
  private static final int PATIENCE_MILLIS = 3_000;

  private final AdminClient admin;

  BrokerIndicator(AdminClient admin) {
    this.admin = admin;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.fromCompletableFuture(
        () ->
            admin
                .describeCluster(new DescribeClusterOptions().timeoutMs(PATIENCE_MILLIS))
                .nodes()
                .toCompletionStage()
                .handle(BrokerIndicator::result)
                .toCompletableFuture());
  }

  private static HealthResult result(
      @Nullable Collection<Node> nodes, @Nullable Throwable failure) {
    return nodes == null
        ? HealthResult.builder("kafka", HealthStatus.DOWN).exception(failure).build()
        : HealthResult.builder("kafka", HealthStatus.UP)
            .details(Map.of("nodes", nodes.size()))
            .build();
  }
}
