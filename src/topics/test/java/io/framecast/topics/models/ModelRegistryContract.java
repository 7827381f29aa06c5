package io.framecast.topics.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.broker.RunningBroker;
import io.framecast.broker.TestConsumers;
import io.framecast.topics.Event;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of the registry for any broker; each subclass starts one. */
abstract class ModelRegistryContract {
  static RunningBroker broker;
  private static int installations;

  private Map<String, Object> settings;
  private Topics topics;
  private ModelRegistry registry;

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
      broker = null;
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    settings = Map.of("bootstrap.servers", broker.bootstrap());
    topics = Topics.withPrefix("r" + installations++ + ".");
    try (Admin admin = Admin.create(settings)) {
      TopicLayout.ensureTopics(admin, TopicPlan.of(topics, 1, -1));
    }
    registry = new ModelRegistry(settings, topics);
  }

  @Test
  void returnsNothingFromAnEmptyRegistry() {
    RegistrySnapshot models = registry.read();
    assertThat(models.versions()).isEmpty();
    assertThat(models.champion()).isNull();
    assertThatThrownBy(() -> registry.rollBack("me", "why"))
        .hasMessage("Cannot roll back: no previous version was promoted.");
    assertThatThrownBy(() -> registry.file("0123456789abcdef"))
        .hasMessage("expected version 0123456789abcdef in " + topics.models() + ", found []");
  }

  @Test
  void publishesAFileOnceAndReturnsItUnchanged() {
    String a = registry.publish(file(1));
    registry.publish(file(2));
    assertThat(registry.publish(file(1))).isEqualTo(a);
    assertThat(registry.read().versions()).hasSize(2);
    assertThat(registry.file(a)).isEqualTo(file(1));
  }

  @Test
  void aFileThatTheBrokerDoesNotSendIsNotTakenForARemovedOne() {
    String name = registry.publish(file(1));
    Version known = registry.read().version(name);
    long end = known.offset() + 2; // after the marker of its transaction there is no record yet
    Version unsent = new Version(name, known.sha256(), known.bytes(), end, known.published());
    assertThatThrownBy(() -> registry.file(unsent))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("the broker did not send it within 10 s");
  }

  @Test
  @Timeout(60)
  void aTopicThatIsDeletedWhileItIsFollowedIsTold() throws Exception {
    registry.publish(file(1));
    try (RegistrySubscription followed = registry.follow();
        Admin admin = Admin.create(settings)) {
      admin.deleteTopics(List.of(topics.models())).all().get(10, TimeUnit.SECONDS);
      assertThatThrownBy(
              () -> {
                while (true) {
                  followed.poll(Duration.ofMillis(100));
                }
              })
          .isInstanceOf(UnknownTopicOrPartitionException.class)
          .hasMessage("expected topic " + topics.models() + ", found that it is gone");
    }
  }

  @Test
  void rollsBackPromotionsOneByOne() {
    String a = registry.publish(file(1));
    String b = registry.publish(file(2));
    String c = registry.publish(file(3));
    registry.promote(a, "", "me", "first");
    registry.promote(b, a, "me", "second");
    registry.promote(c, null, "me", "third");
    assertThat(registry.read().before()).containsExactly(b, a);
    assertThat(registry.rollBack("me", "c is worse")).isEqualTo(b);
    assertThat(registry.rollBack("me", "b is worse")).isEqualTo(a);
    assertThat(registry.read().champion()).extracting(Champion::reason).isEqualTo("b is worse");
    assertThatThrownBy(() -> registry.rollBack("me", "and on"))
        .isInstanceOf(InvalidModelException.class);
    assertThat(events())
        .containsExactly(
            Event.ofModel(Event.PROMOTION, a, "first"),
            Event.ofModel(Event.PROMOTION, b, "second"),
            Event.ofModel(Event.PROMOTION, c, "third"),
            Event.ofModel(Event.ROLLBACK, b, "c is worse"),
            Event.ofModel(Event.ROLLBACK, a, "b is worse"));
  }

  @Test
  void rejectsAPromotionThatExpectedAnotherChampion() {
    String a = registry.publish(file(1));
    String b = registry.publish(file(2));
    registry.promote(a, "", "me", "first");
    assertThatThrownBy(() -> registry.promote(b, "", "me", "late"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("expected none to be live before " + b + " is promoted, found " + a);
    assertThat(registry.read().champion()).extracting(Champion::version).isEqualTo(a);
    assertThat(events()).hasSize(1);
  }

  @Test
  void rejectsThePromotionOfAnUnknownVersion() {
    registry.publish(file(1));
    assertThatThrownBy(() -> registry.promote("0123456789abcdef", null, "me", "why"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("expected version 0123456789abcdef");
  }

  @Test
  void rejectsATooLargeFileBeforeSendingIt() throws Exception {
    assertThatThrownBy(() -> registry.publish(new byte[8 << 20]))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("expected at most 8,387,584 bytes, as max.message.bytes of ")
        .hasMessageEndingWith("found 8,388,608");
    byte[] largest = new byte[8_387_584];
    assertThat(registry.file(registry.publish(largest))).isEqualTo(largest);
  }

  @Test
  void publishesToATopicWithoutASizeLimit() throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, topics.models());
    ConfigEntry any = new ConfigEntry("max.message.bytes", "2147483647");
    AlterConfigOp set = new AlterConfigOp(any, AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(settings)) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
    }
    String name = registry.publish(file(1));
    assertThat(registry.file(name)).isEqualTo(file(1));
  }

  @Test
  void prunesAllButTheChampionItsPredecessorTheNewestAndNeededVersions() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      names.add(registry.publish(file(i)));
    }
    registry.promote(names.get(1), "", "me", "first");
    registry.promote(names.get(2), names.get(1), "me", "second");
    assertThat(registry.prune(3, Set.of(names.get(3)))).containsExactly(names.get(0), names.get(4));
    assertThat(registry.read().versions())
        .extracting(Version::name)
        .containsExactlyElementsOf(List.of(1, 2, 3, 5, 6, 7).stream().map(names::get).toList());
    assertThat(registry.prune(3, Set.of(names.get(3)))).isEmpty();
  }

  /** So that predictions in the log can be verified, and promotions rolled back one by one. */
  @Test
  void doesNotPruneVersionsThatPredictionsMayNameOrThatCanBeRolledBackTo() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      names.add(registry.publish(file(i)));
      registry.promote(names.get(i), null, "me", "better");
    }
    String never = registry.publish(file(9));
    registry.rollBack("me", "4 is worse"); // it has predictions, but is not rolled back to
    assertThat(registry.prune(0, Set.of())).containsExactly(never);
    setOfPredictions("retention.ms", "-1");
    assertThat(registry.prune(0, Set.of())).isEmpty();
    setOfPredictions("segment.ms", "1");
    setOfPredictions("retention.ms", "1");
    assertThat(pruneOne()).containsExactly(names.get(4));
    for (int i = 2; i >= 0; i--) {
      assertThat(registry.rollBack("me", "back")).isEqualTo(names.get(i));
    }
  }

  /** Its last predictions are as new as that stream's change, however long it was not live. */
  @Test
  void doesNotPruneAVersionThatAStreamHasLeftSinceTheLastPruning() throws Exception {
    String live = registry.publish(file(1));
    String left = registry.publish(file(2));
    String unused = registry.publish(file(3));
    registry.promote(live, null, "me", "first");
    for (String worse : List.of(left, unused)) {
      registry.promote(worse, null, "me", "better");
      registry.rollBack("me", "worse");
    }
    checkpoint("idle", left);
    setOfPredictions("segment.ms", "1");
    setOfPredictions("retention.ms", "1");
    assertThat(pruneOne()).containsExactly(unused);
    checkpoint("idle", live);
    assertThat(registry.prune(0, Set.of())).isEmpty();
    assertThat(pruneOne()).containsExactly(left);
    assertThat(registry.read().champion()).extracting(Champion::reason).isEqualTo("worse");
  }

  /** Prunes until something is gone: brokers may not know the settings yet. */
  private List<String> pruneOne() {
    List<String> gone = List.of();
    for (int attempt = 0; gone.isEmpty() && attempt < 500; attempt++) {
      gone = registry.prune(0, Set.of());
    }
    return gone;
  }

  private void setOfPredictions(String name, String value) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, topics.predictions());
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(settings)) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
    }
  }

  @Test
  void doesNotPruneAVersionOfACheckpoint() throws Exception {
    String first = registry.publish(file(1));
    String second = registry.publish(file(2));
    String third = registry.publish(file(3));
    checkpoint("moved", first);
    checkpoint("moved", second);
    checkpoint("ended", third);
    checkpoint("ended", null);
    assertThat(registry.prune(0, Set.of())).containsExactly(first, third);
  }

  private void checkpoint(String stream, String model) throws Exception {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topics.checkpoints(), stream.getBytes(UTF_8), model == null ? null : new byte[1]);
    if (model != null) {
      record.headers().add("framecast-model", model.getBytes(UTF_8));
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(record).get();
    }
  }

  /** Each change is decided on all before it or rejected: no promotion is lost or repeated. */
  @Test
  void ordersConcurrentChanges() {
    List<Thread> threads = new ArrayList<>();
    List<CompletableFuture<Void>> rivals = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String one = registry.publish(file(2 * i));
      String other = registry.publish(file(2 * i + 1));
      CompletableFuture<Void> rival = new CompletableFuture<>();
      rivals.add(rival);
      threads.add(
          new Thread(
              () -> {
                try {
                  promoteInTurn(one, other, one);
                  rival.complete(null);
                } catch (RuntimeException e) {
                  rival.completeExceptionally(e);
                }
              }));
    }
    threads.forEach(Thread::start);
    rivals.forEach(rival -> rival.orTimeout(2, TimeUnit.MINUTES).join());
    List<String> promoted = new ArrayList<>(events().stream().map(Event::model).toList());
    Collections.reverse(promoted);
    assertThat(promoted).hasSize(12);
    RegistrySnapshot models = registry.read();
    assertThat(models.champion()).extracting(Champion::version).isEqualTo(promoted.get(0));
    assertThat(models.before()).isEqualTo(promoted.subList(1, 12));
  }

  /** Promotes different versions in turn, so that only concurrent changes can conflict. */
  private void promoteInTurn(String... names) {
    ModelRegistry own = new ModelRegistry(settings, topics);
    for (String name : names) {
      boolean done = false;
      while (!done) {
        Champion live = own.read().champion();
        try {
          own.promote(name, live == null ? "" : live.version(), "rival", "in turn");
          done = true;
        } catch (InvalidModelException e) {
          assertThat(e).hasMessageContaining("to be live before " + name + " is promoted");
        }
      }
    }
  }

  @Test
  void ignoresAChangeWhoseProducerDied() throws Exception {
    String a = registry.publish(file(1));
    Map<String, Object> dying =
        Map.of(
            "bootstrap.servers",
            broker.bootstrap(),
            "transactional.id",
            "framecast-models-" + topics.models());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(dying, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer
          .send(new ProducerRecord<>(topics.models(), "champion".getBytes(UTF_8), new byte[] {1}))
          .get();
      registry.promote(a, "", "me", "at once");
      assertThatThrownBy(producer::commitTransaction).isNotNull();
    }
    assertThat(registry.read().champion()).extracting(Champion::version).isEqualTo(a);
    assertThat(registry.read().rejections()).isEmpty();
  }

  @Test
  void promotesAndRollsBackDespiteMalformedChampions() throws Exception {
    String a = registry.publish(file(1));
    String b = registry.publish(file(2));
    String missing = "0123456789abcdef";
    registry.promote(a, "", "me", "first");
    writeChampion("null", "");
    assertThat(registry.read().champion()).extracting(Champion::version).isEqualTo(a);
    assertThat(registry.read().rejections())
        .singleElement()
        .asString()
        .contains("expected the JSON of a Champion, found null");
    Champion nowhere = new Champion(missing, "00", "now", "someone", "");
    writeChampion(new String(nowhere.toJson(), UTF_8), missing + "," + a);
    registry.promote(b, null, "me", "second");
    assertThat(registry.rollBack("me", "b is worse")).isEqualTo(a);
    assertThat(registry.read().rejections()).isEmpty();
  }

  private void writeChampion(String json, String before) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topics.models(), "champion".getBytes(UTF_8), json.getBytes(UTF_8));
      record.headers().add("framecast-before", before.getBytes(UTF_8));
      producer.send(record).get();
    }
  }

  /**
   * A rival that is known only by its first request has had the change aborted, and is not there
   * yet: a broker then calls a commit no transaction that could be committed, instead of fenced.
   */
  @Test
  void decidesAgainWhenFencedBeforeTheCommit() {
    AtomicBoolean begun = new AtomicBoolean();
    Map<String, Object> onceInALongWhile =
        Map.of(
            "bootstrap.servers",
            broker.bootstrap(),
            "retry.backoff.ms",
            60_000,
            "retry.backoff.max.ms",
            60_000);
    Admin rival = Admin.create(onceInALongWhile);
    try {
      Runnable once =
          () -> {
            if (begun.compareAndSet(false, true)) {
              fenceWithOneRequest(rival);
            }
          };
      Map<String, Object> fenced = new HashMap<>(settings);
      fenced.put("interceptor.classes", AfterSend.class.getName());
      fenced.put(AfterSend.WHAT, once);
      String name = new ModelRegistry(fenced, topics).publish(file(1));
      assertThat(registry.file(name)).isEqualTo(file(1));
    } finally {
      rival.close(Duration.ZERO);
    }
    assertThat(begun).isTrue();
  }

  private void fenceWithOneRequest(Admin rival) {
    String id = "framecast-models-" + topics.models();
    rival.fenceProducers(List.of(id));
    TransactionState state;
    do {
      state =
          rival
              .describeTransactions(List.of(id))
              .description(id)
              .toCompletionStage()
              .toCompletableFuture()
              .join()
              .state();
    } while (state != TransactionState.COMPLETE_ABORT);
  }

  /**
   * Does something when a record has been sent, and before the sender knows. Consumers get the same
   * settings, and are left alone.
   */
  public static final class AfterSend
      implements ProducerInterceptor<byte[], byte[]>, ConsumerInterceptor<byte[], byte[]> {
    static final String WHAT = "after.send";

    private Runnable what = () -> {};

    @Override
    public void configure(Map<String, ?> configs) {
      what = (Runnable) configs.get(WHAT);
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
      what.run();
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
  }

  /** Returns all events, also one whose commit marker is not in the partition yet. */
  private List<Event> events() {
    List<Event> events = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topics.events(), 0);
    try (KafkaConsumer<byte[], byte[]> any = consumer("read_uncommitted");
        KafkaConsumer<byte[], byte[]> committed = consumer("read_committed")) {
      long end = any.endOffsets(List.of(partition)).get(partition);
      committed.assign(List.of(partition));
      committed.seekToBeginning(List.of(partition));
      while (committed.position(partition) < end) {
        committed
            .poll(Duration.ofMillis(100))
            .forEach(record -> events.add(Event.parse(record.value())));
      }
    }
    return events;
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    return TestConsumers.create(broker.bootstrap(), Map.of("isolation.level", isolation));
  }

  private static byte[] file(int content) {
    return new byte[] {(byte) content, 2, 3};
  }
}
