package io.framecast.predictor;

import io.framecast.convlstm.Weights;
import io.framecast.predictor.consumer.PredictionSpans;
import io.framecast.predictor.consumer.PredictorRuntime;
import io.framecast.predictor.settings.ClientSettings;
import io.framecast.predictor.settings.PredictorSettings;
import io.framecast.service.AdminSettings;
import io.framecast.service.OperatorSettings;
import io.framecast.service.SettingReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.AdminClient;

/** Builds the beans of the service. */
@Factory
final class PredictorBeans {

  @Singleton
  PredictorSettings settings(SettingReader reader) {
    return PredictorSettings.read(reader);
  }

  @Singleton
  Weights weights(PredictorSettings settings) {
    Path file = settings.weights();
    return file == null ? Weights.shipped() : Weights.read(file);
  }

  @Singleton
  ClientSettings clients(
      PredictorSettings settings,
      OperatorSettings operator,
      @Value("${micronaut.server.port}") int port) {
    return new ClientSettings(operator.all(), instance(settings.topics().frames(), port));
  }

  @Singleton
  AdminSettings admin(ClientSettings clients) {
    return new AdminSettings(clients.admin());
  }

  @Singleton
  @Bean(preDestroy = "close")
  PredictionSpans spans(Environment environment) {
    Map<String, String> settings = new HashMap<>();
    environment
        .getProperties("otel", StringConvention.RAW)
        .forEach((name, value) -> settings.put("otel." + name, value.toString()));
    // the environment resolves it, so a variable overrides the file
    environment
        .getProperty(PredictionSpans.EXPORTER, String.class)
        .ifPresent(exporter -> settings.put(PredictionSpans.EXPORTER, exporter));
    return new PredictionSpans(settings);
  }

  @Singleton
  PredictorService service(
      PredictorSettings settings,
      Weights weights,
      ClientSettings clients,
      AdminClient admin,
      MeterRegistry registry,
      PredictionSpans spans) {
    PredictorRuntime runtime =
        new PredictorRuntime(settings, weights, clients, admin, registry, spans);
    return new PredictorService(settings, weights, runtime);
  }

  /**
   * Returns an identity that differs between instances and stays the same after a restart. If the
   * system chooses the port, the identity is random. It holds the name of the frames topic: another
   * installation at the same brokers may have the same host name and port.
   */
  private static ClientSettings.Instance instance(String frames, int port) {
    String name = "framecast-predictor-" + frames + "-";
    if (port > 0) {
      try {
        String host = InetAddress.getLocalHost().getHostName();
        return new ClientSettings.Instance(name + host + "-" + port, true);
      } catch (UnknownHostException e) {
        // a random identity follows
      }
    }
    return new ClientSettings.Instance(name + UUID.randomUUID(), false);
  }
}
