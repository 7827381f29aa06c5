package io.framecast.topics;

import static java.util.Objects.requireNonNull;

import io.framecast.frames.Count;
import io.framecast.frames.FrameLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The layout of the topics on the broker, after {@link #ensureTopics} created the missing ones.
 *
 * @param partitions the number of partitions of frames, and of the topics with as many
 * @param recordBytes the size of the largest record of each topic, by name
 * @param created the topics that were created
 */
public record TopicLayout(int partitions, Map<String, Integer> recordBytes, List<String> created) {

  /** More than any score or event needs. */
  private static final int TEXT_BYTES = RecordSizes.ofFrames(FrameLimits.DEFAULT);

  private static final int DESCRIBE_ATTEMPTS = 50;
  private static final Duration DESCRIBE_PAUSE = Duration.ofMillis(100);

  /** A checkpoint holds a state, the models topic a weights file. */
  private static final int STATE_BYTES = 8 << 20;

  private static final int SEGMENT_BYTES = 64 << 20;

  /**
   * Creates the missing topics and validates the existing ones, which it never alters. Warns of
   * those that can be used, but not for all frames or with all their history.
   *
   * @throws InvalidTopicsException when an existing topic has the wrong number of partitions or
   *     another cleanup policy than its records need
   * @throws KafkaException when the broker does not answer
   */
  public static TopicLayout ensureTopics(Admin admin, TopicPlan plan) throws InterruptedException {
    List<String> created = createMissing(admin, plan);
    int found = requireUsable(admin, plan);
    CleanupPolicies.warn(admin, plan);
    RecordSizes.warn(admin, plan);
    return new TopicLayout(found, Map.copyOf(recordBytes(admin, plan.written())), created);
  }

  /**
   * Creates the missing topics, and returns their names.
   *
   * @throws KafkaException when the broker does not answer
   */
  public static List<String> createMissing(Admin admin, TopicPlan plan)
      throws InterruptedException {
    Topics t = plan.topics();
    int replication = plan.replication();
    int frameBytes = RecordSizes.ofFrames(plan.limits());
    List<String> created = new ArrayList<>();
    created.addAll(
        create(
            admin,
            List.of(topic(t.frames(), plan.partitions(), replication, "delete", frameBytes))));
    int found = only(partitions(admin, List.of(t.frames())));
    int predictionBytes = RecordSizes.ofPredictions(plan.limits());
    int deadLetterBytes = RecordSizes.withHeaders(only(recordBytes(admin, List.of(t.frames()))));
    List<NewTopic> others = new ArrayList<>();
    others.add(topic(t.predictions(), found, replication, "delete", predictionBytes));
    if (plan.hasForecasts()) {
      others.add(topic(t.forecasts(), found, replication, "delete", predictionBytes));
    }
    others.add(topic(t.scores(), found, replication, "delete", TEXT_BYTES));
    others.add(topic(t.deadLetters(), found, replication, "delete", deadLetterBytes));
    others.add(topic(t.checkpoints(), found, replication, "compact", STATE_BYTES));
    others.add(topic(t.models(), 1, replication, "compact", STATE_BYTES));
    others.add(topic(t.events(), 1, replication, "delete", TEXT_BYTES));
    created.addAll(create(admin, others));
    return List.copyOf(created);
  }

  /**
   * Validates the topics, and returns the number of partitions of frames.
   *
   * @throws InvalidTopicsException when a topic has the wrong number of partitions or another
   *     cleanup policy than its records need
   * @throws KafkaException when the broker does not answer
   */
  public static int requireUsable(Admin admin, TopicPlan plan) throws InterruptedException {
    Topics t = plan.topics();
    int frames = only(partitions(admin, List.of(t.frames())));
    partitions(admin, plan.copartitioned())
        .forEach((name, count) -> requireCopartitioned(t.frames(), frames, name, count));
    CleanupPolicies.require(admin, t);
    return frames;
  }

  /**
   * Returns how many partitions of frames can be served: those that have a partition in each topic
   * for their output.
   *
   * @throws KafkaException when the broker does not answer
   */
  public static int outputPartitions(Admin admin, TopicPlan plan) throws InterruptedException {
    return Collections.min(partitions(admin, plan.copartitioned()).values());
  }

  /** Requests the size of the largest record of each topic, by name, without waiting for it. */
  public static CompletableFuture<Map<String, Integer>> requestRecordBytes(
      Admin admin, TopicPlan plan) {
    return admin
        .describeConfigs(resources(plan.written()))
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(
            found -> {
              Map<String, Integer> bytes = new HashMap<>();
              found.forEach(
                  (resource, config) ->
                      bytes.put(
                          resource.name(),
                          Integer.parseInt(
                              config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())));
              return bytes;
            });
  }

  private static List<ConfigResource> resources(List<String> topics) {
    return topics.stream()
        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
        .toList();
  }

  private static void requireCopartitioned(String frames, int expected, String name, int found) {
    if (found != expected) {
      throw new InvalidTopicsException(
          String.format(
              Locale.ROOT,
              "expected %s to have %s, as many as %s, found %d",
              name,
              Count.of(expected, "partition"),
              frames,
              found));
    }
  }

  private static NewTopic topic(
      String name, int partitions, int replication, String cleanup, int recordBytes) {
    Optional<Short> copies =
        replication < 0 ? Optional.empty() : Optional.of((short) Math.max(1, replication));
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(recordBytes));
    if (cleanup.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      // a start reads less after cleaning, and a segment in use is never cleaned
      configs.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SEGMENT_BYTES));
      configs.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.3");
    }
    return new NewTopic(name, Optional.of(partitions), copies).configs(configs);
  }

  /** Returns the names of the missing topics. */
  private static List<String> create(Admin admin, List<NewTopic> wanted)
      throws InterruptedException {
    Set<String> there = get(admin.listTopics().names());
    List<NewTopic> missing = wanted.stream().filter(t -> !there.contains(t.name())).toList();
    for (KafkaFuture<Void> creation : admin.createTopics(missing).values().values()) {
      try {
        get(creation);
      } catch (TopicExistsException e) {
        // another instance created it at the same time
      }
    }
    return missing.stream().map(NewTopic::name).toList();
  }

  private static Map<String, Integer> partitions(Admin admin, List<String> names)
      throws InterruptedException {
    Map<String, Integer> counts = new HashMap<>();
    describe(() -> admin.describeTopics(names).allTopicNames())
        .forEach((name, topic) -> counts.put(name, topic.partitions().size()));
    return counts;
  }

  private static Map<String, Integer> recordBytes(Admin admin, List<String> names)
      throws InterruptedException {
    Map<String, Integer> bytes = new HashMap<>();
    settings(admin, names, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
        .forEach((name, value) -> bytes.put(name, Integer.parseInt(value)));
    return bytes;
  }

  /** Returns a setting of each of these topics. */
  static Map<String, String> settings(Admin admin, List<String> names, String setting)
      throws InterruptedException {
    Map<String, String> values = new HashMap<>();
    describe(() -> admin.describeConfigs(resources(names)).all())
        .forEach((resource, config) -> values.put(resource.name(), config.get(setting).value()));
    return values;
  }

  private static int only(Map<String, Integer> one) {
    return one.values().iterator().next();
  }

  /** Retries, because it may take a moment until every broker knows a new topic. */
  private static <T> T describe(Supplier<KafkaFuture<T>> question) throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    Retry retry = new Retry(new CountDownLatch(1), DESCRIBE_PAUSE);
    return requireNonNull(
        retry.call(
            () -> get(question.get()),
            e ->
                e instanceof UnknownTopicOrPartitionException
                    && attempts.incrementAndGet() < DESCRIBE_ATTEMPTS));
  }

  private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new KafkaException(e.getCause());
    }
  }
}
