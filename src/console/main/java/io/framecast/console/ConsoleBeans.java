package io.framecast.console;

import io.framecast.console.live.SharedSnapshot;
import io.framecast.console.status.ServiceClients;
import io.framecast.console.status.StatusPoller;
import io.framecast.console.view.TopicFollower;
import io.framecast.console.view.TopicView;
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

/** The factory creates the console's beans. */
@Factory
final class ConsoleBeans {

  @Singleton
  ConsoleSettings settings(Environment environment) {
    return ConsoleSettings.read(environment);
  }

  /** Returns the operator's settings of Kafka clients, those under {@code kafka.*}. */
  @Singleton
  @Named("clients")
  Map<String, Object> clients(KafkaDefaultConfiguration kafka) {
    Map<String, Object> operator = new HashMap<>();
    kafka.getConfig().forEach((name, value) -> operator.put(name.toString(), value));
    return Map.copyOf(operator);
  }

  /** Replaces micronaut-kafka's client, so that the process has only one. */
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
  UnreadableRecords unreadable(ConsoleSettings settings, MeterRegistry registry) {
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
      ConsoleSettings settings,
      @Named("clients") Map<String, Object> clients,
      UnreadableRecords unreadable) {
    return new ModelRegistry(clients, settings.topics(), unreadable);
  }

  @Singleton
  TopicView view(ConsoleSettings settings, UnreadableRecords unreadable) {
    return new TopicView(
        settings.topics(),
        settings.limits(),
        settings.memory(),
        System::currentTimeMillis,
        unreadable);
  }

  @Singleton
  ServiceClients services(ConsoleSettings settings, JsonMapper json) {
    return new ServiceClients(settings.predictors(), settings.trainer(), json);
  }

  @Singleton
  @Bean(preDestroy = "close")
  StatusPoller poller(ConsoleSettings settings, AdminClient admin, ServiceClients services) {
    return new StatusPoller(admin, settings.topics().frames(), settings.group(), services);
  }

  @Singleton
  SharedSnapshot snapshot(
      TopicView view,
      StatusPoller poller,
      @Nullable Simulator simulator,
      @Value("${framecast.admin.token:}") String token) {
    return new SharedSnapshot(view, poller, simulator, !token.isEmpty());
  }

  @Singleton
  FollowLoop loop(
      ConsoleSettings settings,
      @Named("clients") Map<String, Object> clients,
      TopicView view,
      StatusPoller poller,
      MeterRegistry registry) {
    FollowLoop loop = new FollowLoop(new TopicFollower(clients, settings.topics()), view);
    ConsoleMeters.register(registry, view, loop);
    poller.start();
    return loop;
  }
}
