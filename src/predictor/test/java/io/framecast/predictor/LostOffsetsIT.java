package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.broker.EmbeddedBroker;
import io.framecast.service.Service;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Guarantee: committed offsets that are lost, or that the log does not hold, cost nothing. Every
 * frame has one prediction, streams go on with their bits, and one warning names the cause.
 */
class LostOffsetsIT extends OnOneBroker {
  private static final int STREAMS = 3;
  private static final int PARTITIONS = 3;
  private static final String WARNING = "expected a committed offset of group";

  /** What must hold in the end. */
  private interface Check {
    void run() throws Exception;
  }

  private final Film film = new Film(world, STREAMS);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.framecast.predictor");
  private Admin admin;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
  }

  @BeforeEach
  void listen() {
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    admin.close();
  }

  @Test
  void aNewGroupOnNewTopicsIsNoReasonToWarn() throws Exception {
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.ready()).isTrue();
      film.shoot(installation, 3);
      everyFrameHasItsPrediction();
    }
    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void deletedOffsets(String reset) throws Exception {
    serveAndStop(40);
    deleteOffsets();
    film.shoot(installation, 4); // while it is down
    serveToTheEnd(reset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void offsetsBeyondTheEndOfTheLog(String reset) throws Exception {
    serveAndStop(40);
    setOffsets(1_000);
    film.shoot(installation, 4);
    serveToTheEnd(reset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void offsetsFromBeforeTheBeginningOfTheLog(String reset) throws Exception {
    serveAndStop(64);
    setOffsets(3);
    deleteRecords(installation.topics.frames(), 8);
    film.shoot(installation, 4);
    serveUntil(
        reset,
        "3 in a log from 8 to ",
        () -> assertThat(framesSeenRiseByOne(film.sent())).hasSize(STREAMS).containsValue(68L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void deletedOffsetsAndDeletedCheckpoints(String reset) throws Exception {
    serveAndStop(40);
    deleteOffsets();
    admin.deleteTopics(List.of(installation.topics.checkpoints())).all().get();
    film.shoot(installation, 4);
    serveToTheEnd(reset);
    assertThat(events(Event.PRIMED)).as("streams were built from the log").hasSize(STREAMS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void deletedOffsetsAndAnEmptyLogOfFrames(String reset) throws Exception {
    serveAndStop(40);
    deleteOffsets();
    deleteRecords(installation.topics.frames(), -1);
    film.shoot(installation, 4);
    serveUntil(
        reset,
        "none",
        () -> {
          List<Prediction> predictions = predictions(film.sent());
          assertThat(predictions).extracting(Prediction::source).doesNotHaveDuplicates();
          assertThat(predictions).hasSize(film.sent());
        });
    assertThat(events(Event.RESET)).as("what is lost has an event").hasSizeLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void deletedOffsetsWherePredictionsAreGoneToo(String reset) throws Exception {
    // frames after a partition's newest checkpoint are answered again
    serveAndStop(40);
    deleteOffsets();
    deleteRecords(installation.topics.predictions(), -1);
    film.shoot(installation, 4);
    serveUntil(reset, "none", () -> eachStreamComesTo(44, Prediction::framesSeen));
    assertThat(events(Event.RESET)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void deletedOffsetsWhereCheckpointsAreOlderThanTheLog(String reset) throws Exception {
    serveAndStop(64);
    deleteOffsets();
    film.shoot(installation, 4);
    installation.flush();
    deleteRecords(installation.topics.predictions(), -1);
    deleteRecords(installation.topics.frames(), 66); // one partition has frames of one stream
    serveUntil(
        reset,
        "none",
        () -> {
          film.shoot(installation, 2);
          eachStreamComesTo(70, Prediction::sequence); // of frame 69
        });
  }

  @Test
  void aRefusedRecordAfterTheLastPredictionIsNotRefusedAgain() throws Exception {
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.ready()).isTrue();
      film.shoot(installation, 5);
      predictions(film.sent());
      for (int s = 0; s < STREAMS; s++) {
        installation.send("cam" + s, new byte[] {1, 2, 3});
      }
      installation.read(installation.topics.deadLetters(), STREAMS);
    }
    deleteOffsets();
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.ready()).isTrue();
      film.shoot(installation, 5);
      assertThat(predictions(film.sent())).hasSize(film.sent());
      assertThat(installation.read(installation.topics.deadLetters(), STREAMS)).hasSize(STREAMS);
    }
  }

  @Test
  void framesThatTookThePlaceOfLostOnesAreAnsweredAndTheOnesBeforeAreNotAnsweredAgain()
      throws Exception {
    Object[] settings = {"framecast.checkpoint.frames", 2};
    try (Service predictor = installation.predictor(settings)) {
      assertThat(predictor.ready()).isTrue();
      film.shoot(installation, 20);
      predictions(film.sent());
    }
    makeFramesTopicAgain(); // an unclean election: what is left of the log, and what came since
    new Film(world, STREAMS).shoot(installation, 10);
    film.shoot(installation, 5);
    installation.flush();
    setOffsets(1_000);
    try (Service predictor = installation.predictor(settings)) {
      assertThat(predictor.ready()).isTrue();
      List<Prediction> predictions = predictions(film.sent());
      assertThat(predictions).hasSize(film.sent());
      assertThat(predictions.stream().filter(p -> p.sequence() > 20)).hasSize(5 * STREAMS);
    }
  }

  @Test
  void framesOfATopicThatWasMadeAgainAreAllAnswered() throws Exception {
    serveAndStop(20);
    makeFramesTopicAgain();
    film.shoot(installation, 6);
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.ready()).isTrue();
      assertThat(predictions(film.sent())).hasSize(film.sent());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void checkpointsOfATopicThatWasMadeAgainAreNotGoneOnWith(String reset) throws Exception {
    serveAndStop(40);
    deleteRecords(installation.topics.predictions(), -1);
    makeFramesTopicAgain();
    Film like = new Film(world, STREAMS); // the same frames at the same offsets, at another time
    like.shoot(installation, 45);
    installation.flush();
    serveUntil(
        reset,
        "none",
        () -> FromTheLog.everyFrameIsAnsweredOnceAndRightly(installation, like.sent()));
    assertThat(events(Event.RESET)).as("what is lost has an event").hasSize(STREAMS);
  }

  private void makeFramesTopicAgain() throws Exception {
    String frames = installation.topics.frames();
    admin.deleteTopics(List.of(frames)).all().get();
    NewTopic again = new NewTopic(frames, Optional.of(PARTITIONS), Optional.empty());
    Awaitility.await() // the broker may still be deleting it, and then not know of it yet
        .ignoreExceptions()
        .until(() -> admin.createTopics(List.of(again)).all().get() == null);
    Awaitility.await().ignoreExceptions().until(() -> partitions(frames).size() == PARTITIONS);
  }

  private Service predictor(String reset) {
    return installation.predictor("kafka.auto.offset.reset", reset);
  }

  private void serveAndStop(int frames) throws Exception {
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.ready()).isTrue();
      film.shoot(installation, frames);
      predictions(film.sent());
    }
    log.list.clear();
  }

  /** Serves until this holds, and has then warned once, of what was found. */
  private void serveUntil(String reset, String found, Check holds) throws Exception {
    try (Service predictor = predictor(reset)) {
      assertThat(predictor.ready()).isTrue();
      holds.run();
    }
    assertThat(warnings()).hasSize(1).first().asString().contains(found);
  }

  private void eachStreamComesTo(long last, Function<Prediction, Long> number) {
    Awaitility.await()
        .untilAsserted(
            () -> {
              Map<String, Long> most = new HashMap<>();
              for (Prediction prediction : predictions(STREAMS)) {
                most.merge(prediction.stream(), number.apply(prediction), Math::max);
              }
              assertThat(most).hasSize(STREAMS);
              assertThat(most.values()).containsOnly(last);
            });
  }

  private void serveToTheEnd(String reset) throws Exception {
    serveUntil(
        reset,
        "",
        () -> {
          everyFrameHasItsPrediction();
          assertThat(framesSeenRiseByOne(film.sent())).hasSize(STREAMS);
        });
    assertThat(events(Event.RESET)).isEmpty();
    log.list.clear();
    try (Service predictor = predictor(reset)) {
      assertThat(predictor.ready()).isTrue();
      film.shoot(installation, 2);
      everyFrameHasItsPrediction();
    }
    assertThat(warnings()).as("the offset is committed again").isEmpty();
  }

  private void everyFrameHasItsPrediction() throws Exception {
    FromTheLog.everyFrameIsAnsweredOnceAndRightly(installation, film.sent());
  }

  /** Streams never began again: returns the last count of each. */
  private Map<String, Long> framesSeenRiseByOne(int count) throws Exception {
    Map<String, Long> seen = new HashMap<>();
    for (Prediction prediction : predictions(count)) {
      assertThat(prediction.framesSeen())
          .as(prediction.source().toString())
          .isEqualTo(seen.merge(prediction.stream(), 1L, Long::sum));
    }
    return seen;
  }

  private List<Prediction> predictions(int count) throws Exception {
    return installation.read(installation.topics.predictions(), count).stream()
        .map(Prediction::of)
        .toList();
  }

  private List<Event> events(String what) throws Exception {
    return installation.read(installation.topics.events(), 0).stream()
        .map(record -> Event.parse(record.value()))
        .filter(event -> event.event().equals(what))
        .toList();
  }

  private List<String> warnings() {
    return List.copyOf(log.list).stream()
        .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .peek(line -> assertThat(line).contains(WARNING))
        .toList();
  }

  private Set<TopicPartition> partitions(String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .collect(Collectors.toSet());
  }

  private String group() {
    return installation.topics.frames() + "-predictor";
  }

  private void deleteOffsets() throws Exception {
    Set<TopicPartition> frames = partitions(installation.topics.frames());
    admin.deleteConsumerGroupOffsets(group(), frames).all().get();
  }

  private void setOffsets(long offset) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions(installation.topics.frames())) {
      offsets.put(partition, new OffsetAndMetadata(offset));
    }
    admin.alterConsumerGroupOffsets(group(), offsets).all().get();
  }

  /** What is before an offset, or all for -1; a partition may be shorter. */
  private void deleteRecords(String topic, long before) throws Exception {
    for (TopicPartition partition : partitions(topic)) {
      long end =
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset();
      long to = before < 0 ? end : Math.min(end, before);
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(to))).all().get();
    }
  }
}
