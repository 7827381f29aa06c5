package io.framecast.topics.models;

import static io.framecast.topics.models.RegistryClients.PATIENCE_MILLIS;

import io.framecast.frames.FrameHeaders;
import io.framecast.topics.HeaderText;
import io.framecast.topics.StreamId;
import io.framecast.topics.TopicEndReader;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Reads the models topic, and the versions that checkpoints still refer to. */
final class ModelTopicReader {
  private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);

  /** How long the marker of a commit may take to reach the partition. */
  private static final Duration MARKER_PATIENCE = Duration.ofSeconds(2);

  /** A stream's id, with three more bytes for a checkpoint in parts. */
  private static final int MOST_KEY = StreamId.MOST_BYTES + 3;

  private final RegistryClients clients;
  private final TopicPartition models;
  private final String checkpoints;
  private final String predictions;
  private final UnreadableRecords unreadable;

  ModelTopicReader(RegistryClients clients, Topics topics, UnreadableRecords unreadable) {
    this.unreadable = unreadable;
    this.clients = clients;
    this.models = new TopicPartition(topics.models(), 0);
    this.checkpoints = topics.checkpoints();
    this.predictions = topics.predictions();
  }

  /**
   * Reads the topic and subscribes to its changes. It reads to the high watermark, because a commit
   * returns before its marker is in the partition (KIP-98), and all earlier changes must be seen.
   * It does not wait for a transaction whose producer died.
   */
  RegistrySubscription follow() {
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
    try {
      if (consumer.partitionsFor(models.topic()).isEmpty()) {
        throw missing();
      }
      RegistrySnapshot found = new RegistrySnapshot();
      consumer.assign(List.of(models));
      consumer.seekToBeginning(List.of(models));
      long end = highWatermark();
      long committed = consumer.endOffsets(List.of(models)).getOrDefault(models, 0L);
      Consumer<ConsumerRecord<byte[], byte[]>> read = record -> found.apply(record, unreadable);
      if (!readTo(consumer, committed, PATIENCE, read)) {
        throw new TimeoutException(
            String.format(
                Locale.ROOT,
                "Reading %s up to offset %d stopped at offset %d: the broker sent no more records.",
                models.topic(),
                committed,
                consumer.position(models)));
      }
      readTo(consumer, end, MARKER_PATIENCE, read);
      return new RegistrySubscription(consumer, clients.poller(consumer), found, unreadable);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * Returns the weights file of a version.
   *
   * @throws InvalidModelException if it was removed
   * @throws TimeoutException if the broker does not send it in time; the file may be there
   */
  byte[] file(Version version) {
    List<byte[]> found = new ArrayList<>();
    boolean isRead;
    try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
      consumer.assign(List.of(models));
      consumer.seek(models, version.offset());
      isRead =
          readTo(
              consumer,
              version.offset() + 1,
              PATIENCE,
              record -> {
                if (record.offset() == version.offset() && record.value() != null) {
                  found.add(record.value());
                }
              });
    }
    if (!isRead && found.isEmpty()) {
      throw new TimeoutException(
          String.format(
              Locale.ROOT,
              "Version %s at offset %d of %s: the broker did not send it within %d s.",
              version.name(),
              version.offset(),
              models.topic(),
              PATIENCE.toSeconds()));
    }
    if (found.isEmpty() || !Version.name(found.get(0)).equals(version.name())) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT, "Version %s was just removed from %s.", version.name(), models.topic()));
    }
    return found.get(0);
  }

  /** Returns whether the end was reached before the patience ran out. */
  private boolean readTo(
      KafkaConsumer<byte[], byte[]> consumer,
      long end,
      Duration patience,
      Consumer<ConsumerRecord<byte[], byte[]>> action) {
    return new TopicEndReader(consumer, clients.poller(consumer))
        .read(Map.of(models, end), patience, action);
  }

  private long highWatermark() {
    ListOffsetsOptions all = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    try (Admin admin = clients.admin()) {
      return RegistryClients.get(
              admin.listOffsets(Map.of(models, OffsetSpec.latest()), all).partitionResult(models))
          .offset();
    }
  }

  /** Returns the size of the largest record of the topic. */
  int recordBytes() {
    try {
      return Integer.parseInt(
          config(models.topic()).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
    } catch (UnknownTopicOrPartitionException e) {
      throw missing();
    }
  }

  private Config config(String name) {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
    try (Admin admin = clients.admin()) {
      return RegistryClients.get(admin.describeConfigs(List.of(topic)).all())
          .values()
          .iterator()
          .next();
    }
  }

  /**
   * Returns how long the log keeps a prediction: its retention begins when its segment is closed.
   * It is without end where the topic has no retention, or where its settings cannot be read.
   */
  long predictionMillis() {
    try {
      Config found = config(predictions);
      long retention = Long.parseLong(found.get(TopicConfig.RETENTION_MS_CONFIG).value());
      long segment = Long.parseLong(found.get(TopicConfig.SEGMENT_MS_CONFIG).value());
      boolean deletes =
          found
              .get(TopicConfig.CLEANUP_POLICY_CONFIG)
              .value()
              .contains(TopicConfig.CLEANUP_POLICY_DELETE);
      return retention < 0 || !deletes || retention > Long.MAX_VALUE - segment
          ? Long.MAX_VALUE
          : retention + segment;
    } catch (UnknownTopicOrPartitionException | AuthorizationException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Returns the versions that checkpoints refer to. A stream that was idle for long may be the last
   * one of its version.
   */
  Set<String> checkpointVersions() {
    Map<ByteBuffer, String> newest = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
      TopicEndReader reader = new TopicEndReader(consumer, clients.poller(consumer));
      List<TopicPartition> all = reader.partitions(checkpoints);
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      // a version must not be removed because a checkpoint was not read in time
      reader.read(ends, Duration.ofNanos(Long.MAX_VALUE), record -> note(record, newest));
    }
    return Set.copyOf(newest.values());
  }

  private static void note(ConsumerRecord<byte[], byte[]> record, Map<ByteBuffer, String> newest) {
    if (record.key() == null || record.key().length > MOST_KEY) {
      return; // not the key of a stream
    }
    String model = HeaderText.text(record.headers(), FrameHeaders.MODEL);
    if (record.value() != null && model != null && Version.isName(model)) {
      newest.put(ByteBuffer.wrap(record.key()), model);
    } else {
      newest.remove(ByteBuffer.wrap(record.key()));
    }
  }

  private InvalidModelException missing() {
    return new InvalidModelException(
        "Topic " + models.topic() + " does not exist. Start a predictor or create the topic.");
  }
}
