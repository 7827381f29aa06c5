package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.console.Console;
import io.framecast.predictor.Predictor;
import io.framecast.service.Service;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.Topics;
import io.framecast.trainer.service.Trainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** What plays beside the cameras: broker, predictor, trainer and console. */
final class Cast implements AutoCloseable {
  private static final int PARTITIONS = 8;

  private final Scratch scratch = Scratch.made();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private @Nullable EmbeddedBroker broker;
  private @Nullable Service predictor;
  private @Nullable Service trainer;
  private @Nullable Service console;

  private Cast() {}

  /**
   * Broker and predictor started side by side, the topics made, then trainer and console: nobody
   * waits for them.
   *
   * @param dial that the console may turn; null where it may not
   * @throws IllegalStateException where one of them cannot start; one sentence
   */
  static Cast assembled(Addresses addresses, @Nullable Dial dial) throws InterruptedException {
    Cast cast = new Cast();
    try {
      cast.assemble(addresses, dial);
      return cast;
    } catch (RuntimeException | InterruptedException e) {
      cast.close();
      throw e;
    }
  }

  private void assemble(Addresses addresses, @Nullable Dial dial) throws InterruptedException {
    CompletableFuture<EmbeddedBroker> starting =
        CompletableFuture.supplyAsync(() -> EmbeddedBroker.startedOn(addresses.kafkaPort()));
    try {
      Service first = startPredictor(addresses);
      predictor = first;
      broker = starting.join();
      prepareTopics(addresses.bootstrap());
      Service second = startTrainer(addresses);
      trainer = second;
      Service third = startConsole(addresses, dial);
      console = third;
      watch("predictor", first);
      watch("trainer", second);
      watch("console", third);
    } catch (CompletionException e) {
      throw new IllegalStateException(sentence(e), e);
    } catch (RuntimeException e) {
      broker = starting.exceptionally(failure -> null).join();
      throw e;
    }
  }

  private static Service startPredictor(Addresses addresses) {
    return start("predictor", Predictor.KIND, settings(addresses, addresses.httpPort()));
  }

  private Service startTrainer(Addresses addresses) {
    return start(
        "trainer",
        Trainer.KIND,
        settings(addresses, addresses.trainerPort()),
        "--framecast.trainer.directory=" + scratch.path());
  }

  private static Service startConsole(Addresses addresses, @Nullable Dial dial) {
    Map<String, Object> settings = settings(addresses, addresses.consolePort());
    settings.remove("framecast.partitions"); // it makes no topics
    settings.put("framecast.console.predictors", addresses.http());
    settings.put("framecast.console.trainer", addresses.trainerHttp());
    return start("console", dial == null ? Console.KIND : Console.KIND.with(dial), settings);
  }

  private static Service start(
      String name, Service.Kind kind, Map<String, Object> settings, String... arguments) {
    try {
      return Service.start(kind, settings, arguments);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the " + name + " cannot start: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> settings(Addresses addresses, int httpPort) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", addresses.bootstrap());
    settings.put("micronaut.server.host", Addresses.HOST);
    settings.put("micronaut.server.port", httpPort);
    settings.put("framecast.partitions", PARTITIONS);
    return settings;
  }

  /**
   * What the broker says, and the reason at the bottom of it: a port that was just taken, mostly.
   */
  private static String sentence(CompletionException e) {
    Throwable first = e.getCause() == null ? e : e.getCause();
    Throwable last = first;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return first == last ? String.valueOf(first.getMessage()) : first.getMessage() + ": " + last;
  }

  /** Frames bear the time of their append, whatever clock their producer has. */
  private static void prepareTopics(String bootstrap) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      TopicLayout.prepare(admin, Topics.DEFAULT, PARTITIONS, 1);
      ConfigResource frames =
          new ConfigResource(ConfigResource.Type.TOPIC, Topics.DEFAULT.frames());
      ConfigEntry append =
          new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
      admin
          .incrementalAlterConfigs(
              Map.of(frames, List.of(new AlterConfigOp(append, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topics cannot be made: " + e.getCause(), e);
    }
  }

  private void watch(String name, Service service) {
    Thread thread =
        new Thread(
            () -> {
              try {
                ended.complete("the " + name + " has ended: " + service.awaitEnd());
              } catch (InterruptedException e) {
                ended.completeExceptionally(e);
              }
            },
            name + "'s end");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether the predictor waits for frames. */
  boolean serves() {
    Service serving = predictor;
    return serving != null && serving.ready();
  }

  /** Throws {@link IllegalStateException} where a service has ended by itself; one sentence. */
  void expectAll() {
    if (ended.isDone()) {
      throw new IllegalStateException(ended.join());
    }
  }

  /** Who looks on first, then the trainer: what they are about needs the others. */
  @Override
  public void close() {
    if (console != null) {
      console.close();
    }
    if (trainer != null) {
      trainer.close();
    }
    scratch.close();
    if (predictor != null) {
      predictor.close();
    }
    if (broker != null) {
      broker.close();
    }
  }
}
