package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.service.RefusedSettingException;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.gate.Gate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.configuration.kafka.admin.AdminClientFactory;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AdminClient;

/** What the service is made of. */
@Factory
final class Beans {

  @Singleton
  Settings settings(Environment environment, @Value("${micronaut.server.port}") int port) {
    return Settings.read(environment, port);
  }

  @Singleton
  Clients clients(KafkaDefaultConfiguration kafka) {
    Map<String, Object> operator = new HashMap<>();
    kafka.getConfig().forEach((name, value) -> operator.put(name.toString(), value));
    return new Clients(Map.copyOf(operator));
  }

  /** The only one: micronaut-kafka would else make its own for whoever asks for one. */
  @Singleton
  @Bean(preDestroy = "close")
  @Replaces(bean = AdminClient.class, factory = AdminClientFactory.class)
  AdminClient admin(Clients clients) {
    return AdminClient.create(clients.admin());
  }

  @Singleton
  ModelRegistry registry(Settings settings, Clients clients, TrainerMetrics figures) {
    return new ModelRegistry(clients.settings(), settings.topics(), figures.unreadable());
  }

  @Singleton
  TrainerMetrics figures(MeterRegistry registry, Settings settings) {
    return new TrainerMetrics(registry, settings.topics());
  }

  @Singleton
  @Bean(preDestroy = "close")
  WorkDirectory directory(Settings settings) {
    return WorkDirectory.held(settings.directory());
  }

  /** What predictors serve with while no version is promoted, as far as we know. */
  @Singleton
  Weights first(Settings settings) {
    Path file = settings.weights();
    return file == null ? Weights.shipped() : Weights.read(file);
  }

  @Singleton
  TrainerLoop loop(
      Settings settings,
      Weights first,
      WorkDirectory directory,
      Clients clients,
      AdminClient admin,
      ModelRegistry registry,
      TrainerMetrics figures) {
    Gate gate = new Gate(golden(settings), settings.gate().alpha(), settings.gate().margin());
    return new TrainerLoop(
        settings,
        admin,
        () ->
            new RetrainingController(settings, directory, clients, registry, gate, first, figures));
  }

  private static List<Supplier<List<Frame>>> golden(Settings settings) {
    String name = settings.gate().golden();
    return switch (name) {
      case "squares" -> GoldenClips.squares();
      case "none" -> List.of();
      default -> {
        try {
          yield GoldenClips.read(Path.of(name));
        } catch (RuntimeException e) {
          throw new RefusedSettingException("framecast.gate.golden: " + e.getMessage());
        }
      }
    };
  }
}
