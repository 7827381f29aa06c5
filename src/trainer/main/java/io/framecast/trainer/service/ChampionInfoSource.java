package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.management.endpoint.info.InfoSource;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Adds the live weights to {@code GET /info}, once the trainer knows them. */
@Singleton
final class ChampionInfoSource implements InfoSource {
  private final TrainerMetrics metrics;

  ChampionInfoSource(TrainerMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public Publisher<PropertySource> getSource() {
    Weights champion = metrics.champion();
    return champion == null
        ? Publishers.empty()
        : Publishers.just(new MapPropertySource("model", Map.of("model", champion.describe())));
  }
}
