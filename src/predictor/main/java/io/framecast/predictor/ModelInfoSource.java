package io.framecast.predictor;

import io.framecast.convlstm.Weights;
import io.framecast.predictor.settings.PredictorSettings;
import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.management.endpoint.info.InfoSource;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Adds the model and the settings to {@code GET /info}. */
@Singleton
final class ModelInfoSource implements InfoSource {
  private final PredictorService service;
  private final PredictorSettings settings;

  ModelInfoSource(PredictorService service, PredictorSettings settings) {
    this.service = service;
    this.settings = settings;
  }

  @Override
  public Publisher<PropertySource> getSource() {
    Weights weights = service.live();
    Map<String, Object> model =
        Map.of(
            "version", weights.version(),
            "configuration", weights.configuration().toString(),
            "provenance", weights.provenance());
    Map<String, Object> predictor =
        Map.of("workers", settings.workers(), "rules", settings.rules().toString());
    return Publishers.just(
        new MapPropertySource("framecast", Map.of("model", model, "predictor", predictor)));
  }
}
