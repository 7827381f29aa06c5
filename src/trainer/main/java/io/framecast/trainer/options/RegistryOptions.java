package io.framecast.trainer.options;

import io.framecast.topics.KafkaClientSettings;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.log.LogReader;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name the registry. */
public final class RegistryOptions {
  @Mixin private BrokerOptions broker = new BrokerOptions();

  @Option(names = "--models-topic", description = "(default: framecast.models)")
  private String models = Topics.DEFAULT.models();

  @Option(names = "--events-topic", description = "(default: framecast.events)")
  private String events = Topics.DEFAULT.events();

  @Option(names = "--checkpoints-topic", description = "(default: framecast.checkpoints)")
  private String checkpoints = Topics.DEFAULT.checkpoints();

  @Option(names = "--predictions-topic", description = "(default: framecast.predictions)")
  private String predictions = Topics.DEFAULT.predictions();

  /** Asks the registry; turns what a Kafka client throws into an error of one sentence. */
  public <T> T ask(Function<ModelRegistry, T> question) {
    ModelRegistry registry = registry(broker, models, events, checkpoints, predictions);
    return LogReader.ask(
        broker.bootstrap(), KafkaClientSettings.PATIENCE, () -> question.apply(registry));
  }

  /** Returns a registry for reading. */
  public static ModelRegistry registry(BrokerOptions broker, String models) {
    Topics d = Topics.DEFAULT;
    return registry(broker, models, d.events(), d.checkpoints(), d.predictions());
  }

  private static ModelRegistry registry(
      BrokerOptions broker, String models, String events, String checkpoints, String predictions) {
    Topics d = Topics.DEFAULT;
    return new ModelRegistry(
        broker.settings(),
        new Topics(
            d.frames(),
            predictions,
            d.forecasts(),
            d.scores(),
            d.deadLetters(),
            checkpoints,
            models,
            events));
  }
}
