package io.framecast.demo;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.predictor.Predictor;
import io.framecast.sim.Cameras;
import io.framecast.sim.Connection;
import io.framecast.sim.Pace;
import io.framecast.sim.Simulator;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** What plays: broker, predictor and, once both serve, the simulator. */
final class Cast implements AutoCloseable {
  private static final int PARTITIONS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Addresses addresses;
  private final EmbeddedBroker broker;
  private final Predictor predictor;
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private @Nullable Producer<byte[], byte @Nullable []> producer;
  private @Nullable Simulator simulator;

  private Cast(Addresses addresses, EmbeddedBroker broker, Predictor predictor) {
    this.addresses = addresses;
    this.broker = broker;
    this.predictor = predictor;
    Thread thread = new Thread(this::awaitEnd, "predictor's end");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Broker and predictor started side by side, the topics made.
   *
   * @throws IllegalStateException where either cannot start; one sentence
   */
  static Cast assembled(Addresses addresses) throws InterruptedException {
    CompletableFuture<EmbeddedBroker> starting =
        CompletableFuture.supplyAsync(() -> EmbeddedBroker.startedOn(addresses.kafkaPort()));
    Predictor predictor = null;
    EmbeddedBroker broker = null;
    try {
      predictor =
          Predictor.start(
              Map.of(
                  "kafka.bootstrap.servers",
                  addresses.bootstrap(),
                  "micronaut.server.host",
                  Addresses.HOST,
                  "micronaut.server.port",
                  addresses.httpPort(),
                  "framecast.partitions",
                  PARTITIONS));
      broker = starting.join();
      prepareTopics(addresses.bootstrap());
      return new Cast(addresses, broker, predictor);
    } catch (IllegalArgumentException e) {
      close(predictor, starting.exceptionally(failure -> null).join());
      throw new IllegalStateException("the predictor cannot start: " + e.getMessage(), e);
    } catch (CompletionException e) {
      close(predictor, broker);
      throw new IllegalStateException(sentence(e), e);
    } catch (RuntimeException | InterruptedException e) {
      close(predictor, broker);
      throw e;
    }
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

  /** Whether the predictor waits for frames. */
  boolean serves() {
    return predictor.serving();
  }

  /** Throws {@link IllegalStateException} where the predictor has ended by itself; one sentence. */
  void expectPredictor() {
    if (ended.isDone()) {
      throw new IllegalStateException("the predictor has ended: " + ended.join());
    }
  }

  /** The cameras begin. */
  void roll(Cameras cameras, Pace pace) {
    Producer<byte[], byte @Nullable []> opened =
        Connection.open(addresses.bootstrap(), Topics.DEFAULT.frames(), Map.of(), PATIENCE);
    producer = opened;
    Simulator made = new Simulator(cameras, pace, Topics.DEFAULT.frames(), opened);
    made.start();
    simulator = made;
  }

  /** Whether the simulator has sent all that it was to send. */
  boolean filmed(Duration wait) throws InterruptedException {
    Simulator filming = simulator;
    return filming != null && filming.awaitEnd(wait);
  }

  /** No further frame; returns when the broker has acknowledged the last one. */
  void cut() {
    Simulator filming = simulator;
    Producer<byte[], byte @Nullable []> sending = producer;
    if (filming != null) {
      filming.close();
    }
    if (sending != null) {
      sending.close();
    }
    simulator = null;
    producer = null;
  }

  private void awaitEnd() {
    try {
      ended.complete(String.valueOf(predictor.awaitEnd()));
    } catch (InterruptedException e) {
      ended.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    cut();
    close(predictor, broker);
  }

  private static void close(@Nullable Predictor predictor, @Nullable EmbeddedBroker broker) {
    if (predictor != null) {
      predictor.close();
    }
    if (broker != null) {
      broker.close();
    }
  }
}
