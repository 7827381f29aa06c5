package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.service.InvalidSettingException;
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

/** Creates the beans of the service. */
@Factory
final class TrainerBeans {

  @Singleton
  TrainerSettings settings(Environment environment, @Value("${micronaut.server.port}") int port) {
    return TrainerSettings.read(environment, port);
  }

  @Singleton
  Clients clients(KafkaDefaultConfiguration kafka) {
    Map<String, Object> operator = new HashMap<>();
    kafka.getConfig().forEach((name, value) -> operator.put(name.toString(), value));
    return new Clients(Map.copyOf(operator));
  }

  /** Creates the only admin client; without this, micronaut-kafka creates its own. */
  @Singleton
  @Bean(preDestroy = "close")
  @Replaces(bean = AdminClient.class, factory = AdminClientFactory.class)
  AdminClient admin(Clients clients) {
    return AdminClient.create(clients.admin());
  }

  @Singleton
  ModelRegistry registry(TrainerSettings settings, Clients clients, TrainerMetrics metrics) {
    return new ModelRegistry(clients.settings(), settings.topics(), metrics.unreadable());
  }

  @Singleton
  TrainerMetrics metrics(MeterRegistry registry, TrainerSettings settings) {
    return new TrainerMetrics(registry, settings.topics());
  }

  @Singleton
  @Bean(preDestroy = "close")
  WorkDirectory directory(TrainerSettings settings) {
    return WorkDirectory.lock(settings.directory());
  }

  /** Reads what predictors serve while no version is promoted, according to the settings. */
  @Singleton
  Weights initial(TrainerSettings settings) {
    Path file = settings.weights();
    return file == null ? Weights.shipped() : Weights.read(file);
  }

  @Singleton
  TrainerLoop loop(
      TrainerSettings settings,
      Weights initial,
      WorkDirectory directory,
      Clients clients,
      AdminClient admin,
      ModelRegistry registry,
      TrainerMetrics metrics) {
    Gate gate = new Gate(golden(settings), settings.gate().alpha(), settings.gate().margin());
    RetrainingController.Context context =
        new RetrainingController.Context(
            settings, directory.path(), clients, registry, gate, initial);
    return new TrainerLoop(settings, admin, () -> new RetrainingController(context, metrics));
  }

  private static List<Supplier<List<Frame>>> golden(TrainerSettings settings) {
    String name = settings.gate().golden();
    return switch (name) {
      case "squares" -> GoldenClips.squares();
      case "none" -> List.of();
      default -> {
        try {
          yield GoldenClips.read(Path.of(name));
        } catch (RuntimeException e) {
          throw new InvalidSettingException("framecast.gate.golden: " + e.getMessage());
        }
      }
    };
  }
}
