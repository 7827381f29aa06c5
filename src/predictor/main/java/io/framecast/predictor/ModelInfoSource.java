package io.framecast.predictor;

import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.management.endpoint.info.InfoSource;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Adds the live weights to {@code GET /info}. */
@Singleton
final class ModelInfoSource implements InfoSource {
  private final PredictorService service;

  ModelInfoSource(PredictorService service) {
    this.service = service;
  }

  @Override
  public Publisher<PropertySource> getSource() {
    return Publishers.just(
        new MapPropertySource("model", Map.of("model", service.live().describe())));
  }
}
