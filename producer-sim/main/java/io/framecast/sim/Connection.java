package io.framecast.sim;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker that answers, or one sentence that says which one does not. */
public final class Connection {
  /** Frames of the largest size that a predictor takes, and their headers. */
  private static final int LARGEST_REQUEST = 2 << 20;

  private Connection() {}

  /**
   * An idempotent producer whose broker has answered and knows the topic. All its partitions have
   * leaders: one that is just being made may refuse a first request, take the second, and then
   * refuse the first one for good.
   *
   * @param settings ordinary Kafka client settings, which go before our own
   * @param patience with the broker, and then with the topic
   * @throws IllegalStateException where either stays away; one sentence
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
    expectBroker(bootstrap, patient, patience);
    all.putIfAbsent(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
    // with the default of 16 KiB, two frames of 32-bit floats, a sixth as many go through
    all.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    all.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    all.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
    Producer<byte[], byte @Nullable []> producer =
        new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      expectLeaders(bootstrap, patient, producer.partitionsFor(topic), patience);
      return producer;
    } catch (TimeoutException e) {
      producer.close(Duration.ZERO);
      throw new IllegalStateException(
          "expected topic %s on %s, found none for %d s: start a predictor or create the topic"
              .formatted(topic, bootstrap, patience.toSeconds()),
          e);
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static void expectBroker(
      String bootstrap, Map<String, Object> patient, Duration patience) {
    ask(bootstrap, patient, patience, admin -> admin.describeCluster().nodes());
  }

  /** Only whoever leads a partition knows where it ends. */
  private static void expectLeaders(
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
      throw absent(bootstrap, patience, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw absent(bootstrap, patience, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw absent(bootstrap, patience, e);
    }
  }

  private static IllegalStateException absent(
      String bootstrap, Duration patience, Throwable cause) {
    return new IllegalStateException(
        "expected a Kafka broker at %s, found none in %d s: %s"
            .formatted(bootstrap, patience.toSeconds(), cause.getMessage()),
        cause);
  }
}
