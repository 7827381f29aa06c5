package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.broker.TemporaryDirectory;
import io.framecast.console.Console;
import io.framecast.predictor.Predictor;
import io.framecast.service.Service;
import io.framecast.service.ServiceDefinition;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import io.framecast.trainer.service.Trainer;
import java.nio.file.Path;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** The broker, predictor, trainer and console of the demo, all in this process. */
final class DemoServices implements AutoCloseable {
  private static final int PARTITIONS = 8;

  private final CompletableFuture<String> ended = new CompletableFuture<>();

  /** In the order of closing: the broker is the last. */
  private final Deque<Runnable> closing = new ConcurrentLinkedDeque<>();

  private @Nullable Service predictor;

  private DemoServices() {}

  /**
   * Starts them, the broker and the predictor at the same time, and creates the topics.
   *
   * @param speed that the console may change; null if it may not
   * @throws IllegalStateException with one sentence if one of them cannot start
   */
  static DemoServices start(Addresses addresses, @Nullable SpeedSetting speed)
      throws InterruptedException {
    DemoServices services = new DemoServices();
    try {
      services.startAll(addresses, speed);
      return services;
    } catch (RuntimeException | InterruptedException e) {
      services.close();
      throw e;
    }
  }

  private void startAll(Addresses addresses, @Nullable SpeedSetting speed)
      throws InterruptedException {
    CompletableFuture<Void> broker =
        CompletableFuture.supplyAsync(() -> EmbeddedBroker.launchOn(addresses.kafkaPort()))
            .thenAccept(started -> closing.addLast(started::close));
    try {
      predictor = start("predictor", Predictor.KIND, settings(addresses, addresses.httpPort()));
    } finally {
      broker.handle((started, failure) -> null).join();
    }
    try {
      broker.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(sentence(e), e);
    }
    createTopics(addresses.bootstrap());
    Path directory = TemporaryDirectory.create("framecast-demo-trainer-");
    closing.addFirst(() -> TemporaryDirectory.delete(directory));
    Map<String, Object> trainer = settings(addresses, addresses.trainerPort());
    trainer.put("framecast.trainer.directory", directory);
    start("trainer", Trainer.KIND, trainer);
    Map<String, Object> console = settings(addresses, addresses.consolePort());
    console.remove("framecast.partitions"); // it creates no topics
    console.put("framecast.console.predictors", Addresses.http(addresses.httpPort()));
    console.put("framecast.console.trainer", Addresses.http(addresses.trainerPort()));
    start("console", speed == null ? Console.KIND : Console.KIND.with(speed), console);
  }

  private Service start(String name, ServiceDefinition kind, Map<String, Object> settings) {
    try {
      Service service = Service.start(kind, settings);
      closing.addFirst(service::close);
      watchEnd(name, service);
      return service;
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

  /** Returns the broker's message and its root cause, which is mostly a port that is taken. */
  private static String sentence(CompletionException e) {
    Throwable first = e.getCause() == null ? e : e.getCause();
    Throwable root = first;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return first == root ? String.valueOf(first.getMessage()) : first.getMessage() + ": " + root;
  }

  /** Creates the topics. Frames carry the time of their append, so that latency is comparable. */
  private static void createTopics(String bootstrap) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      TopicLayout.ensureTopics(admin, TopicPlan.of(Topics.DEFAULT, PARTITIONS, 1));
      ConfigResource frames =
          new ConfigResource(ConfigResource.Type.TOPIC, Topics.DEFAULT.frames());
      ConfigEntry append =
          new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
      List<AlterConfigOp> set = List.of(new AlterConfigOp(append, AlterConfigOp.OpType.SET));
      admin.incrementalAlterConfigs(Map.of(frames, set)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the topics cannot be created: " + e.getCause(), e);
    }
  }

  private void watchEnd(String name, Service service) {
    Runnable watch =
        () -> {
          try {
            ended.complete("the " + name + " has ended: " + service.awaitEnd());
          } catch (InterruptedException e) {
            ended.completeExceptionally(e);
          }
        };
    Thread thread = new Thread(watch, name + "-end");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns whether the predictor waits for frames. */
  boolean isReady() {
    return predictor != null && predictor.isReady();
  }

  /** Throws {@link IllegalStateException} with one sentence if a service has ended by itself. */
  void requireRunning() {
    if (ended.isDone()) {
      throw new IllegalStateException(ended.join());
    }
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
