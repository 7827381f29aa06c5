package io.framecast.predictor;

import io.framecast.convlstm.Weights;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.UUID;

/** What the service is made of. */
@Factory
final class Beans {

  @Singleton
  Settings settings(Environment environment) {
    return Settings.read(environment);
  }

  @Singleton
  Weights weights(Settings settings) {
    Path file = settings.weights();
    return file == null ? Weights.shipped() : Weights.read(file);
  }

  @Singleton
  PollLoop loop(
      Settings settings,
      Weights weights,
      KafkaDefaultConfiguration kafka,
      MeterRegistry registry,
      @Value("${micronaut.server.port}") int port) {
    ClientSettings clients = new ClientSettings(kafka.getConfig(), instance(port));
    return new PollLoop(settings, weights, clients, registry);
  }

  /**
   * The same for this instance after a restart, so that its transactions fence those it left open;
   * another for every other instance. A port chosen by the system tells nothing, so there it is new
   * every time.
   */
  private static String instance(int port) {
    try {
      String host = InetAddress.getLocalHost().getHostName();
      return "framecast-predictor-" + (port > 0 ? host + "-" + port : UUID.randomUUID());
    } catch (UnknownHostException e) {
      return "framecast-predictor-" + UUID.randomUUID();
    }
  }
}
