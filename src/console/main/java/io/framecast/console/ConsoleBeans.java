package io.framecast.console;

import io.framecast.console.live.SharedSnapshot;
import io.framecast.console.settings.ConsoleSettings;
import io.framecast.console.status.ServiceClients;
import io.framecast.console.status.SpeedControl;
import io.framecast.console.status.StatusPoller;
import io.framecast.console.view.ForecastDemand;
import io.framecast.console.view.ForecastFollower;
import io.framecast.console.view.ModelsView;
import io.framecast.console.view.TopicFollower;
import io.framecast.console.view.TopicView;
import io.framecast.service.AdminSettings;
import io.framecast.service.OperatorSettings;
import io.framecast.service.SettingReader;
import io.framecast.service.UnreadableRecordsMeter;
import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import io.framecast.topics.models.ModelRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClient;
import org.jspecify.annotations.Nullable;

/** The factory creates the console's beans. */
@Factory
final class ConsoleBeans {

  @Singleton
  ConsoleSettings settings(SettingReader reader) {
    return ConsoleSettings.read(reader);
  }

  @Singleton
  AdminSettings admin(OperatorSettings operator) {
    Map<String, Integer> defaults =
        Map.of("request.timeout.ms", 2_000, "default.api.timeout.ms", 3_000);
    return new AdminSettings(
        KafkaClientSettings.admin(KafkaClientSettings.merge(operator.all(), defaults)));
  }

  @Singleton
  UnreadableRecords unreadable(ConsoleSettings settings, MeterRegistry registry) {
    UnreadableRecords unreadable = new UnreadableRecords();
    Topics t = settings.topics();
    UnreadableRecordsMeter.register(
        registry,
        unreadable,
        List.of(
            t.frames(),
            t.predictions(),
            t.forecasts(),
            t.scores(),
            t.events(),
            t.deadLetters(),
            t.models()));
    return unreadable;
  }

  @Singleton
  ModelRegistry registry(
      ConsoleSettings settings, OperatorSettings operator, UnreadableRecords unreadable) {
    return new ModelRegistry(operator.all(), settings.topics(), unreadable);
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
  ModelsView models(UnreadableRecords unreadable, JsonMapper json) {
    return new ModelsView(unreadable, json);
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
      @Nullable SpeedControl simulator,
      @Value("${framecast.admin.token:}") String token) {
    return new SharedSnapshot(view, poller, simulator, !token.isEmpty());
  }

  @Singleton
  ForecastDemand forecastDemand() {
    return new ForecastDemand();
  }

  @Singleton
  @Bean(preDestroy = "close")
  ForecastFollower forecasts(
      ConsoleSettings settings, OperatorSettings operator, TopicView view, ForecastDemand demand) {
    return new ForecastFollower(operator.all(), settings.topics().forecasts(), view, demand);
  }

  @Singleton
  TopicFollower follower(
      ConsoleSettings settings,
      OperatorSettings operator,
      TopicView view,
      ModelsView models,
      ForecastFollower forecasts,
      StatusPoller poller,
      MeterRegistry registry) {
    TopicFollower follower = new TopicFollower(operator.all(), settings.topics(), view, models);
    new ConsoleMeters(registry, view).register(follower);
    forecasts.start();
    poller.start();
    return follower;
  }
}
