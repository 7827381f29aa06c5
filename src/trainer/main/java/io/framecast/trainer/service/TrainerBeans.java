package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.service.AdminSettings;
import io.framecast.service.InvalidSettingException;
import io.framecast.service.OperatorSettings;
import io.framecast.service.SettingReader;
import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.gate.EvaluatedClip;
import io.framecast.trainer.gate.Gate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AdminClient;

/** Creates the beans of the service. */
@Factory
final class TrainerBeans {

  @Singleton
  TrainerSettings settings(SettingReader reader) {
    return TrainerSettings.read(reader);
  }

  @Singleton
  AdminSettings admin(OperatorSettings operator) {
    Map<String, Integer> defaults =
        Map.of("request.timeout.ms", 3_000, "default.api.timeout.ms", 5_000);
    return new AdminSettings(
        KafkaClientSettings.admin(KafkaClientSettings.merge(operator.all(), defaults)));
  }

  @Singleton
  ModelRegistry registry(
      TrainerSettings settings, OperatorSettings operator, TrainerMetrics metrics) {
    return new ModelRegistry(operator.all(), settings.topics(), metrics.unreadable());
  }

  @Singleton
  TrainerMetrics metrics(MeterRegistry registry, TrainerSettings settings) {
    return new TrainerMetrics(registry, settings.topics());
  }

  @Singleton
  @Bean(preDestroy = "close")
  TrainingDirectory directory(TrainerSettings settings) {
    return TrainingDirectory.lock(settings.directory());
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
      TrainingDirectory directory,
      OperatorSettings operator,
      AdminClient admin,
      ModelRegistry registry,
      TrainerMetrics metrics) {
    Gate gate =
        new Gate(
            EvaluatedClip.independent(golden(settings)),
            settings.gate().alpha(),
            settings.gate().margin());
    RetrainingCoordinator.Context context =
        new RetrainingCoordinator.Context(
            settings, directory, operator.all(), registry, gate, initial);
    return new TrainerLoop(settings, admin, () -> new RetrainingCoordinator(context, metrics));
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
