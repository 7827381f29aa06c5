package io.framecast.topics.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.frames.FrameHeaders;
import io.framecast.topics.Event;
import io.framecast.topics.TextHeaders;
import io.framecast.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes, promotes, rolls back and prunes versions. A version is immutable: its name is its
 * content's.
 *
 * <p>Several may change the registry at once. Every change is one transaction of one id that all of
 * them share: beginning with it ends and fences what another has begun (KIP-98), then the topic is
 * read to its end, the change is decided on that, and committed together with its event. Whoever
 * was fenced begins again, and decides again. So changes stand in one order, each decided on all
 * before it.
 */
public final class ModelRegistry {
  private static final ByteArraySerializer BYTES = new ByteArraySerializer();
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int ATTEMPTS = 20;

  /** How long the end of a change that has been committed may take to reach the partition. */
  private static final int MARKER_MILLIS = 2_000;

  /** What a record takes beside its value: key, headers, batch. */
  private static final int RECORD_OVERHEAD = 1_024;

  private final Map<String, Object> settings;
  private final Topics topics;
  private final TopicPartition models;

  /**
   * On this broker.
   *
   * @param settings ordinary client settings: where the broker is, and how to be let in
   */
  public ModelRegistry(Map<String, ?> settings, Topics topics) {
    this.settings = new HashMap<>(settings);
    this.topics = topics;
    this.models = new TopicPartition(topics.models(), 0);
  }

  /** What is there now. */
  public Models read() {
    try (ModelFollower follower = follow()) {
      return follower.models();
    }
  }

  /**
   * What is there now, and what comes after that. It is read to the high watermark: a commit
   * returns before its marker is in the partition (KIP-98), and what was changed before this call
   * is to be seen by it. Whoever died in the middle of a change is not waited for.
   */
  public ModelFollower follow() {
    KafkaConsumer<byte[], byte[]> consumer = consumer();
    try {
      if (consumer.partitionsFor(models.topic()).isEmpty()) {
        throw missing();
      }
      Models found = new Models();
      consumer.assign(List.of(models));
      consumer.seekToBeginning(List.of(models));
      long end = highWatermark();
      long committed = consumer.endOffsets(List.of(models)).getOrDefault(models, 0L);
      if (!readTo(consumer, committed, PATIENCE_MILLIS, found::note)) {
        throw new TimeoutException(
            "expected %s up to offset %d, found nothing after %d"
                .formatted(models.topic(), committed, consumer.position(models)));
      }
      readTo(consumer, end, MARKER_MILLIS, found::note);
      return new ModelFollower(consumer, found);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /** The weights file of a version; refused where it is not there. */
  public byte[] file(String name) {
    return file(expect(read(), name));
  }

  /** The weights file of a version that was there; refused where it has gone. */
  public byte[] file(Version version) {
    List<byte[]> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(models));
      consumer.seek(models, version.offset());
      readTo(
          consumer,
          version.offset() + 1,
          PATIENCE_MILLIS,
          record -> {
            if (record.offset() == version.offset() && record.value() != null) {
              found.add(record.value());
            }
          });
    }
    if (found.isEmpty() || !Version.name(found.get(0)).equals(version.name())) {
      throw new RefusedModelException(
          "expected version %s in %s, found that it has just gone"
              .formatted(version.name(), models.topic()));
    }
    return found.get(0);
  }

  /**
   * Adds a file, which may be there already; returns its name. Refused before anything is sent when
   * it is larger than the topic takes. What is in the file is for the caller to have checked.
   */
  public String publish(byte[] file) {
    String name = Version.name(file);
    int most = recordBytes() - RECORD_OVERHEAD;
    if (file.length > most) {
      throw new RefusedModelException(
          "version %s: expected at most %,d bytes, as max.message.bytes of %s allows, found %,d"
              .formatted(name, most, models.topic(), file.length));
    }
    change(
        (now, out) -> {
          if (now.version(name) == null) {
            out.accept(record(Models.FILE + name, file));
          }
        });
    return name;
  }

  /**
   * Makes a version the live one.
   *
   * @param expected the version that must be live until then, empty for none; null where it does
   *     not matter. So a promotion that was decided against one champion never replaces another.
   * @throws RefusedModelException for a version that is not there, and for another champion
   */
  public void promote(String name, @Nullable String expected, String by, String reason) {
    change(
        (now, out) -> {
          Champion live = now.champion();
          String found = live == null ? "" : live.version();
          if (expected != null && !expected.equals(found)) {
            throw new RefusedModelException(
                "expected %s to be live before %s is promoted, found %s"
                    .formatted(named(expected), name, named(found)));
          }
          if (!found.equals(name)) {
            List<String> before =
                live == null ? List.of() : Before.after(live.version(), now.before());
            point(out, expect(now, name), before, by, reason);
            out.accept(event(Event.PROMOTION, name, reason));
          }
        });
  }

  /** Makes the version before the champion the live one again; returns its name. */
  public String rollBack(String by, String reason) {
    String[] name = new String[1];
    change(
        (now, out) -> {
          if (now.before().isEmpty()) {
            throw new RefusedModelException("expected a version to go back to, found none");
          }
          name[0] = now.before().get(0);
          List<String> before = now.before().subList(1, now.before().size());
          point(out, expect(now, name[0]), before, by, reason);
          out.accept(event(Event.ROLLBACK, name[0], reason));
        });
    return name[0];
  }

  /**
   * Removes old versions; returns their names. The champion, the one before it, the newest ones and
   * what checkpoints name stay.
   *
   * @param newest how many of the newest stay
   * @param needed which stay too: parents
   */
  public List<String> prune(int newest, Set<String> needed) {
    List<String> gone = new ArrayList<>();
    Set<String> checkpointed = checkpointed();
    change(
        (now, out) -> {
          gone.clear();
          List<Version> old = now.versions();
          for (Version version : old.subList(0, Math.max(0, old.size() - newest))) {
            String name = version.name();
            if (!needed.contains(name) && !checkpointed.contains(name) && !isInUse(now, name)) {
              gone.add(name);
              out.accept(record(Models.FILE + name, null));
            }
          }
        });
    return gone;
  }

  /**
   * What streams may still be served with. A stream that has had no frame for long may be the only
   * one left of its version.
   */
  private Set<String> checkpointed() {
    Map<ByteBuffer, String> newest = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> all =
          consumer.partitionsFor(topics.checkpoints()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          String model = TextHeaders.text(record, FrameHeaders.MODEL);
          if (record.key() != null && record.value() != null && model != null) {
            newest.put(ByteBuffer.wrap(record.key()), model);
          } else if (record.key() != null) {
            newest.remove(ByteBuffer.wrap(record.key()));
          }
        }
      }
    }
    return Set.copyOf(newest.values());
  }

  private static boolean isInUse(Models now, String name) {
    Champion live = now.champion();
    boolean isLive = live != null && live.version().equals(name);
    return isLive || (!now.before().isEmpty() && now.before().get(0).equals(name));
  }

  /** Says something of a version in the events topic. */
  public void tell(Event event) {
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(writing(), BYTES, BYTES)) {
      get(
          producer.send(
              new ProducerRecord<>(
                  topics.events(), event.subject().getBytes(UTF_8), event.toJson())));
    }
  }

  private void point(
      Consumer<ProducerRecord<byte[], byte[]>> out,
      Version version,
      List<String> before,
      String by,
      String reason) {
    Champion champion =
        new Champion(version.name(), version.sha256(), Instant.now().toString(), by, reason);
    ProducerRecord<byte[], byte[]> record = record(Models.CHAMPION, champion.toJson());
    Before.add(record.headers(), before);
    out.accept(record);
  }

  private ProducerRecord<byte[], byte[]> event(String what, String name, String reason) {
    Event event = Event.ofModel(what, name, reason);
    return new ProducerRecord<>(topics.events(), event.subject().getBytes(UTF_8), event.toJson());
  }

  private ProducerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
    return new ProducerRecord<>(models.topic(), 0, key.getBytes(UTF_8), value);
  }

  private Version expect(Models now, String name) {
    Version version = now.version(name);
    if (version == null) {
      List<String> found = now.versions().stream().map(Version::name).toList();
      throw new RefusedModelException(
          "expected version %s in %s, found %s".formatted(name, models.topic(), found));
    }
    return version;
  }

  private static String named(String version) {
    return version.isEmpty() ? "none" : version;
  }

  /** What is to be written, decided on what is there. */
  private interface Change {
    void decide(Models now, Consumer<ProducerRecord<byte[], byte[]>> out);
  }

  private void change(Change change) {
    int largest = recordBytes() + RECORD_OVERHEAD;
    for (int attempt = 1; ; attempt++) {
      try {
        changeOnce(change, largest);
        return;
      } catch (ProducerFencedException | InvalidProducerEpochException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void changeOnce(Change change, int largest) {
    try (Producer<byte[], byte[]> producer = producer(largest)) {
      producer.initTransactions();
      List<ProducerRecord<byte[], byte[]>> out = new ArrayList<>();
      change.decide(read(), out::add);
      if (!out.isEmpty()) {
        producer.beginTransaction();
        for (ProducerRecord<byte[], byte[]> record : out) {
          get(producer.send(record));
        }
        producer.commitTransaction();
      }
    } catch (KafkaException e) {
      // a batch that was refused for our epoch is told by the commit as a cause
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ProducerFencedException fenced) {
          throw fenced;
        }
        if (cause instanceof InvalidProducerEpochException fenced) {
          throw fenced;
        }
      }
      throw e;
    }
  }

  private Producer<byte[], byte[]> producer(int largest) {
    Map<String, Object> all = writing();
    all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "framecast-models-" + models.topic());
    all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, PATIENCE_MILLIS);
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largest);
    return new KafkaProducer<>(all, BYTES, BYTES);
  }

  private Map<String, Object> writing() {
    Map<String, Object> all = new HashMap<>(settings);
    all.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return all;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> all = new HashMap<>(settings);
    all.remove(CommonClientConfigs.GROUP_ID_CONFIG);
    all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Whether it came so far; false when nothing came for so long. */
  private boolean readTo(
      KafkaConsumer<byte[], byte[]> consumer,
      long end,
      int patienceMillis,
      Consumer<ConsumerRecord<byte[], byte[]>> take) {
    long position = consumer.position(models);
    long moved = System.nanoTime();
    while (position < end) {
      consumer.poll(POLL).forEach(take);
      if (consumer.position(models) > position) {
        position = consumer.position(models);
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > Duration.ofMillis(patienceMillis).toNanos()) {
        return false;
      }
    }
    return true;
  }

  private long highWatermark() {
    ListOffsetsOptions all = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    try (Admin admin = admin()) {
      return get(admin
              .listOffsets(Map.of(models, OffsetSpec.latest()), all)
              .partitionResult(models))
          .offset();
    }
  }

  private int recordBytes() {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, models.topic());
    try (Admin admin = admin()) {
      Config found = get(admin.describeConfigs(List.of(topic)).all()).values().iterator().next();
      return Integer.parseInt(found.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
    } catch (UnknownTopicOrPartitionException e) {
      throw missing();
    }
  }

  private Admin admin() {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    all.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    all.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return Admin.create(all);
  }

  private RefusedModelException missing() {
    return new RefusedModelException("expected topic " + models.topic() + ", found none");
  }

  private static <T> T get(Future<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}
