package io.framecast.console;

import io.framecast.console.around.Lookout;
import io.framecast.console.around.Neighbours;
import io.framecast.console.follow.Observed;
import io.framecast.console.follow.Place;
import io.framecast.console.live.Board;
import io.framecast.service.UnreadableRecordsMeter;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import io.framecast.topics.models.ModelRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.configuration.kafka.admin.AdminClientFactory;
import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.env.Environment;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.jspecify.annotations.Nullable;

/** What the service is made of. */
@Factory
final class Beans {

  @Singleton
  Settings settings(Environment environment) {
    return Settings.read(environment);
  }

  /** What the operator tells Kafka clients, under {@code kafka.*}. */
  @Singleton
  @Named("clients")
  Map<String, Object> clients(KafkaDefaultConfiguration kafka) {
    Map<String, Object> operator = new HashMap<>();
    kafka.getConfig().forEach((name, value) -> operator.put(name.toString(), value));
    return Map.copyOf(operator);
  }

  /** The only one: micronaut-kafka would else make its own for whoever asks for one. */
  @Singleton
  @Bean(preDestroy = "close")
  @Replaces(bean = AdminClient.class, factory = AdminClientFactory.class)
  AdminClient admin(@Named("clients") Map<String, Object> clients) {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "request.timeout.ms", 2_000,
                "default.api.timeout.ms", 3_000,
                "enable.metrics.push", false));
    all.putAll(clients);
    return AdminClient.create(all);
  }

  @Singleton
  UnreadableRecords unreadable(Settings settings, MeterRegistry registry) {
    UnreadableRecords unreadable = new UnreadableRecords();
    Topics t = settings.topics();
    UnreadableRecordsMeter.register(
        registry,
        unreadable,
        List.of(t.frames(), t.predictions(), t.scores(), t.events(), t.deadLetters(), t.models()));
    return unreadable;
  }

  @Singleton
  ModelRegistry registry(
      Settings settings,
      @Named("clients") Map<String, Object> clients,
      UnreadableRecords unreadable) {
    return new ModelRegistry(clients, settings.topics(), unreadable);
  }

  @Singleton
  Observed observed(Settings settings, UnreadableRecords unreadable) {
    return new Observed(
        settings.topics(),
        settings.limits(),
        settings.memory(),
        System::currentTimeMillis,
        unreadable);
  }

  @Singleton
  Neighbours neighbours(Settings settings, JsonMapper json) {
    return new Neighbours(settings.predictors(), settings.trainer(), json);
  }

  @Singleton
  @Bean(preDestroy = "close")
  Lookout lookout(Settings settings, AdminClient admin, Neighbours neighbours) {
    return new Lookout(admin, settings.topics().frames(), settings.group(), neighbours);
  }

  @Singleton
  Board board(
      Observed observed,
      Lookout lookout,
      @Nullable Simulator simulator,
      @Value("${framecast.admin.token:}") String token) {
    return new Board(observed, lookout, simulator, !token.isEmpty());
  }

  @Singleton
  FollowLoop loop(
      Settings settings,
      @Named("clients") Map<String, Object> clients,
      Observed observed,
      Lookout lookout,
      MeterRegistry registry) {
    FollowLoop loop = new FollowLoop(new Place(clients, settings.topics()), observed);
    Meters.register(registry, observed, loop);
    lookout.start();
    return loop;
  }
}
