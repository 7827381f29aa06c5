package io.framecast.trainer.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.InMemoryLog;
import io.framecast.trainer.OverflowingWeights;
import io.framecast.trainer.SmallModel;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.gate.EvaluatedClip;
import io.framecast.trainer.gate.Gate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Evaluates versions of a real registry on frames in memory. */
class ChallengerEvaluatorIT {
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final Weights GOOD = Weights.initial(SmallModel.CONFIGURATION, 3);
  private static final Weights OTHER = Weights.initial(SmallModel.CONFIGURATION, 4);
  private static final Weights NOT_FINITE = OverflowingWeights.of(GOOD);

  private final InMemoryLog log = new InMemoryLog(1);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ChallengerEvaluator.class);

  @TempDir private Path folder;
  private EmbeddedBroker broker;
  private ModelRegistry registry;
  private ChampionTracker tracker;
  private TrainingDirectory directory;
  private ChallengerEvaluator evaluator;

  @BeforeEach
  void start() throws Exception {
    logged.start();
    logger.addAppender(logged);
    broker = EmbeddedBroker.launch();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      TopicLayout.ensureTopics(admin, TopicPlan.of(TOPICS, 1, 1));
    }
    registry = new ModelRegistry(Map.of("bootstrap.servers", broker.bootstrap()), TOPICS);
    for (Weights weights : List.of(GOOD, OTHER, NOT_FINITE)) {
      registry.publish(weights.toBytes());
    }
    tracker = new ChampionTracker(registry, GOOD);
    directory = TrainingDirectory.lock(folder);
    TrainerMetrics metrics = new TrainerMetrics(new SimpleMeterRegistry(), TOPICS);
    evaluator =
        new ChallengerEvaluator(
            registry,
            tracker,
            new Gate(List.of(), 0.05, 0.1),
            new TrainerReporter(registry, metrics),
            directory);
  }

  @AfterEach
  void stop() {
    directory.close();
    tracker.close();
    broker.close();
    logger.detachAppender(logged);
  }

  @Test
  void comparesAVersionThatWasPromotedWithinADayWithThePreviousOne() throws Exception {
    evaluator.startPostPromotionCheck(promoted(OTHER, Duration.ofHours(23)));
    assertThat(evaluator.isCheckingPromotion()).isTrue();
  }

  @Test
  void doesNotCompareAVersionThatIsLiveForMoreThanADay() throws Exception {
    evaluator.startPostPromotionCheck(promoted(OTHER, Duration.ofHours(25)));
    assertThat(evaluator.isCheckingPromotion()).isFalse();
  }

  /** Otherwise each start of the trainer, and each outage of the broker, would begin it again. */
  @Test
  void doesNotCompareAVersionAgain() throws Exception {
    LiveModel live = promoted(OTHER, Duration.ofMinutes(1));
    evaluator.startPostPromotionCheck(live);
    PostPromotionCheck same = new PostPromotionCheck(OTHER, OTHER, Map.of());
    for (int n = 0; n < 3; n++) {
      evaluator.run(same, clips(live));
    }
    assertThat(evaluator.isCheckingPromotion()).isFalse();
    evaluator.startPostPromotionCheck(live);
    assertThat(evaluator.isCheckingPromotion()).isFalse();
  }

  @Test
  void aLackOfMemoryPutsTheCheckOffAndIsLoggedOnce() throws Exception {
    LiveModel live = promoted(NOT_FINITE, Duration.ofMinutes(1));
    evaluator.startPostPromotionCheck(live);
    PostPromotionCheck check = new PostPromotionCheck(NOT_FINITE, GOOD, Map.of());
    EvaluatedClip scarce =
        new EvaluatedClip(
            "sim-0",
            () -> {
              throw new OutOfMemoryError("Java heap space");
            });
    evaluator.run(check, List.of(scarce));
    evaluator.run(check, List.of(scarce));
    assertThat(evaluator.isCheckingPromotion()).isTrue();
    assertThat(champion()).isEqualTo(NOT_FINITE.version());
    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .startsWith(
            "the comparison with the previous version is put off, and tried again every 5 s:")
        .endsWith("cannot be used for lack of memory: Java heap space");

    evaluator.run(check, clips(live));
    assertThat(champion()).isEqualTo(GOOD.version());
  }

  /** No check watches it any more, and rounds that begin with it fail. */
  @Test
  void rollsBackAnOldVersionThatGivesNoFinitePredictions() throws Exception {
    LiveModel live = promoted(NOT_FINITE, Duration.ofDays(9));
    log.append(16, 0, 120);
    evaluator.rollBackIfNotFinite(live);
    assertThat(champion()).isEqualTo(GOOD.version());
  }

  @Test
  void rollsBackAnOldVersionThatGivesNoFinitePredictionsWhereNoChallengerPasses() throws Exception {
    LiveModel live = promoted(NOT_FINITE, Duration.ofDays(9));
    log.append(16, 0, 120);
    boolean isPromoted = evaluator.evaluate(live, white(), live.selector().newest(null, null));
    assertThat(isPromoted).isFalse();
    assertThat(champion()).isEqualTo(GOOD.version());
  }

  @Test
  void doesNotRollBackAnOldVersionThatPredicts() throws Exception {
    LiveModel live = promoted(OTHER, Duration.ofDays(9));
    log.append(16, 0, 120);
    evaluator.rollBackIfNotFinite(live);
    assertThat(champion()).isEqualTo(OTHER.version());
  }

  /** Predicts frames that are nearly white, which is worse than copying the last one. */
  private static Weights white() {
    Map<String, float[]> tensors = new HashMap<>();
    SmallModel.CONFIGURATION
        .tensorShapes()
        .keySet()
        .forEach(
            name -> {
              float[] numbers = GOOD.tensor(name);
              Arrays.fill(numbers, 1);
              tensors.put(name, numbers);
            });
    return Weights.of(SmallModel.CONFIGURATION, tensors, Map.of());
  }

  private String champion() {
    Champion live = registry.read().champion();
    return live == null ? "" : live.version();
  }

  private static List<EvaluatedClip> clips(LiveModel live) {
    InMemoryLog frames = new InMemoryLog(1);
    frames.append(4, 0, 15);
    ClipReader clips = new ClipReader(frames, InMemoryLog.TOPIC, FrameLimits.DEFAULT, 1);
    ClipSelector selector = new ClipSelector(frames, clips, TrainerSettingsTest.read(Map.of()));
    LiveModel same = new LiveModel(live.champion(), clips, selector);
    return same.load(selector.ofAllStreams(selector.newest(null, null)));
  }

  /** Makes a version the champion after GOOD, so long ago. */
  private LiveModel promoted(Weights weights, Duration ago) throws Exception {
    String version = weights.version();
    Champion champion =
        new Champion(
            version,
            registry.version(version).sha256(),
            Instant.now().minus(ago).toString(),
            "an operator",
            "asked for");
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(TOPICS.models(), 0, "champion".getBytes(UTF_8), champion.toJson());
    record.headers().add("framecast-before", GOOD.version().getBytes(UTF_8));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(record).get();
    }
    Weights found = await().until(tracker::pollChampion, Objects::nonNull);
    assertThat(found.version()).isEqualTo(version);
    ClipReader clips = new ClipReader(log, InMemoryLog.TOPIC, FrameLimits.DEFAULT, 1);
    return new LiveModel(
        found, clips, new ClipSelector(log, clips, TrainerSettingsTest.read(Map.of())));
  }
}
