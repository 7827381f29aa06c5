package io.framecast.sim;

import io.framecast.topics.ClientProblem;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Connects to a broker, or fails with one sentence. */
public final class ProducerConnection {
  /** The largest frame that a predictor accepts, with its headers. */
  private static final int LARGEST_REQUEST = 2 << 20;

  private ProducerConnection() {}

  /**
   * Creates an idempotent producer after the broker answered and every partition has a leader. A
   * partition of a new topic may reject a first request, accept the second, and then reject the
   * first one for good.
   *
   * @param settings Kafka client settings, which override the defaults here
   * @param patience how long to wait for the broker, and then for the topic
   * @throws IllegalArgumentException with one sentence, for settings or a topic's name that no
   *     client accepts
   * @throws IllegalStateException with one sentence, when broker or topic is missing
   */
  public static Producer<byte[], byte @Nullable []> open(
      String bootstrap, String topic, Map<String, String> settings, Duration patience) {
    Map<String, Object> all = new HashMap<>();
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    all.put(CommonClientConfigs.CLIENT_ID_CONFIG, "framecast-sim");
    all.putAll(settings);
    Map<String, Object> patient = new HashMap<>(all);
    patient.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    patient.put(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(5000, patience.toMillis()));
    requireBroker(bootstrap, patient, patience);
    all.putIfAbsent(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
    // the default of 16 KiB, two frames of 32-bit floats, gives a sixth of the throughput
    all.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    all.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    all.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
    Producer<byte[], byte @Nullable []> producer = create(all);
    try {
      requireLeaders(bootstrap, patient, producer.partitionsFor(topic), patience);
      return producer;
    } catch (TimeoutException e) {
      producer.close(Duration.ZERO);
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "Topic %s does not exist on %s after %d s. Start a predictor or create the topic.",
              topic,
              bootstrap,
              patience.toSeconds()),
          e);
    } catch (InvalidTopicException e) {
      producer.close(Duration.ZERO);
      throw new IllegalArgumentException(
          "--topic: expected a topic's name, found \"" + topic + "\"", e);
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static Producer<byte[], byte @Nullable []> create(Map<String, Object> settings) {
    try {
      return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      requireUsableSettings(e);
      throw e;
    }
  }

  /** Throws {@link IllegalArgumentException} if a client could not be created of its settings. */
  private static void requireUsableSettings(KafkaException e) {
    ClientProblem problem = ClientProblem.of(e);
    if (problem != null) {
      throw new IllegalArgumentException(
          problem.message("settings of Kafka clients: ") + "; correct the option", e);
    }
  }

  private static void requireBroker(
      String bootstrap, Map<String, Object> patient, Duration patience) {
    ask(bootstrap, patient, patience, admin -> admin.describeCluster().nodes());
  }

  /** Asks for end offsets, which only the leader of a partition knows. */
  private static void requireLeaders(
      String bootstrap,
      Map<String, Object> patient,
      List<PartitionInfo> partitions,
      Duration patience) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (PartitionInfo one : partitions) {
      ends.put(new TopicPartition(one.topic(), one.partition()), OffsetSpec.latest());
    }
    ask(bootstrap, patient, patience, admin -> admin.listOffsets(ends).all());
  }

  private static void ask(
      String bootstrap,
      Map<String, Object> patient,
      Duration patience,
      Function<Admin, KafkaFuture<?>> question) {
    try (Admin admin = Admin.create(patient)) {
      question.apply(admin).get();
    } catch (ExecutionException e) {
      throw unavailable(bootstrap, patience, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      requireUsableSettings(e);
      throw unavailable(bootstrap, patience, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(bootstrap, patience, e);
    }
  }

  private static IllegalStateException unavailable(
      String bootstrap, Duration patience, Throwable cause) {
    return new IllegalStateException(
        String.format(
            Locale.ROOT,
            "Kafka broker %s did not answer within %d s: %s. Check KAFKA_BOOTSTRAP_SERVERS.",
            bootstrap,
            patience.toSeconds(),
            cause.getMessage()),
        cause);
  }
}
