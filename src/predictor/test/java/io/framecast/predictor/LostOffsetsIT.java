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
 * Guarantee: if committed offsets are lost or outside the log, the output does not change. Every
 * frame has one prediction, streams keep their states, and one warning names the cause.
 */
class LostOffsetsIT extends SharedBrokerFixture {
  private static final int STREAMS = 3;
  private static final int PARTITIONS = 3;
  private static final String WARNING = "expected a committed offset of group";

  /** Checks a condition at the end of a test. */
  private interface Check {
    void run() throws Exception;
  }

  private final FrameSender sender = new FrameSender(world, STREAMS);
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
  void aNewGroupOnNewTopicsLogsNoWarning() throws Exception {
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.isReady()).isTrue();
      sender.send(deployment, 3);
      checkEveryFrameIsPredicted();
    }
    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void keepsTheOutputAfterDeletedOffsets(String reset) throws Exception {
    serveAndStop(40);
    deleteOffsets();
    sender.send(deployment, 4); // while the predictor is stopped
    serveToTheEnd(reset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void keepsTheOutputWithOffsetsBeyondTheEndOfTheLog(String reset) throws Exception {
    serveAndStop(40);
    setOffsets(1_000);
    sender.send(deployment, 4);
    serveToTheEnd(reset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void keepsTheOutputWithOffsetsBeforeTheBeginningOfTheLog(String reset) throws Exception {
    serveAndStop(64);
    setOffsets(3);
    deleteRecords(deployment.topics.frames(), 8);
    sender.send(deployment, 4);
    serveUntil(
        reset,
        "3 in a log from 8 to ",
        () ->
            assertThat(readIncreasingFramesSeen(sender.sent()))
                .hasSize(STREAMS)
                .containsValue(68L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void keepsTheOutputAfterDeletedOffsetsAndCheckpoints(String reset) throws Exception {
    serveAndStop(40);
    deleteOffsets();
    admin.deleteTopics(List.of(deployment.topics.checkpoints())).all().get();
    sender.send(deployment, 4);
    serveToTheEnd(reset);
    assertThat(events(Event.PRIMED)).as("streams were built from the log").hasSize(STREAMS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void keepsTheOutputAfterDeletedOffsetsAndFrames(String reset) throws Exception {
    serveAndStop(40);
    deleteOffsets();
    deleteRecords(deployment.topics.frames(), -1);
    sender.send(deployment, 4);
    serveUntil(
        reset,
        "none",
        () -> {
          List<Prediction> predictions = predictions(sender.sent());
          assertThat(predictions).extracting(Prediction::source).doesNotHaveDuplicates();
          assertThat(predictions).hasSize(sender.sent());
        });
    assertThat(events(Event.RESET)).as("what is lost has an event").hasSizeLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void usesCheckpointsAfterDeletedOffsetsAndPredictions(String reset) throws Exception {
    // frames after a partition's newest checkpoint are predicted again
    serveAndStop(40);
    deleteOffsets();
    deleteRecords(deployment.topics.predictions(), -1);
    sender.send(deployment, 4);
    serveUntil(reset, "none", () -> checkLastOfEachStream(44, Prediction::framesSeen));
    assertThat(events(Event.RESET)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void keepsTheOutputAfterDeletedOffsetsWithCheckpointsOlderThanTheLog(String reset)
      throws Exception {
    serveAndStop(64);
    deleteOffsets();
    sender.send(deployment, 4);
    deployment.flush();
    deleteRecords(deployment.topics.predictions(), -1);
    deleteRecords(deployment.topics.frames(), 66); // one partition has the frames of one stream
    serveUntil(
        reset,
        "none",
        () -> {
          sender.send(deployment, 2);
          checkLastOfEachStream(70, Prediction::sequence); // of frame 69
        });
  }

  @Test
  void doesNotRefuseARecordAgainAfterTheLastPrediction() throws Exception {
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.isReady()).isTrue();
      sender.send(deployment, 5);
      predictions(sender.sent());
      for (int s = 0; s < STREAMS; s++) {
        deployment.send("cam" + s, new byte[] {1, 2, 3});
      }
      deployment.read(deployment.topics.deadLetters(), STREAMS);
    }
    deleteOffsets();
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.isReady()).isTrue();
      sender.send(deployment, 5);
      assertThat(predictions(sender.sent())).hasSize(sender.sent());
      assertThat(deployment.read(deployment.topics.deadLetters(), STREAMS)).hasSize(STREAMS);
    }
  }

  @Test
  void predictsFramesThatReplacedLostOnesAndNoEarlierFrameAgain() throws Exception {
    Object[] settings = {"framecast.checkpoint.frames", 2};
    try (Service predictor = deployment.predictor(settings)) {
      assertThat(predictor.isReady()).isTrue();
      sender.send(deployment, 20);
      predictions(sender.sent());
    }
    recreateFramesTopic(); // an unclean election: the rest of the log, and newer frames
    new FrameSender(world, STREAMS).send(deployment, 10);
    sender.send(deployment, 5);
    deployment.flush();
    setOffsets(1_000);
    try (Service predictor = deployment.predictor(settings)) {
      assertThat(predictor.isReady()).isTrue();
      List<Prediction> predictions = predictions(sender.sent());
      assertThat(predictions).hasSize(sender.sent());
      assertThat(predictions.stream().filter(p -> p.sequence() > 20)).hasSize(5 * STREAMS);
    }
  }

  @Test
  void predictsAllFramesOfARecreatedTopic() throws Exception {
    serveAndStop(20);
    recreateFramesTopic();
    sender.send(deployment, 6);
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.isReady()).isTrue();
      assertThat(predictions(sender.sent())).hasSize(sender.sent());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"earliest", "latest"})
  void ignoresCheckpointsOfARecreatedTopic(String reset) throws Exception {
    serveAndStop(40);
    deleteRecords(deployment.topics.predictions(), -1);
    recreateFramesTopic();
    // the same frames at the same offsets, at a later time
    FrameSender like = new FrameSender(world, STREAMS);
    like.send(deployment, 45);
    deployment.flush();
    serveUntil(reset, "none", () -> LogChecker.checkPredictions(deployment, like.sent()));
    assertThat(events(Event.RESET)).as("what is lost has an event").hasSize(STREAMS);
  }

  private void recreateFramesTopic() throws Exception {
    String frames = deployment.topics.frames();
    admin.deleteTopics(List.of(frames)).all().get();
    NewTopic again = new NewTopic(frames, Optional.of(PARTITIONS), Optional.empty());
    Awaitility.await() // the broker may still be deleting the topic, and report it as unknown later
        .ignoreExceptions()
        .until(() -> admin.createTopics(List.of(again)).all().get() == null);
    Awaitility.await().ignoreExceptions().until(() -> partitions(frames).size() == PARTITIONS);
  }

  private Service predictor(String reset) {
    return deployment.predictor("kafka.auto.offset.reset", reset);
  }

  private void serveAndStop(int frames) throws Exception {
    try (Service predictor = predictor("earliest")) {
      assertThat(predictor.isReady()).isTrue();
      sender.send(deployment, frames);
      predictions(sender.sent());
    }
    log.list.clear();
  }

  /** Serves until the check holds, then expects one warning with this text. */
  private void serveUntil(String reset, String found, Check holds) throws Exception {
    try (Service predictor = predictor(reset)) {
      assertThat(predictor.isReady()).isTrue();
      holds.run();
    }
    assertThat(warnings()).hasSize(1).first().asString().contains(found);
  }

  private void checkLastOfEachStream(long last, Function<Prediction, Long> number) {
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
          checkEveryFrameIsPredicted();
          assertThat(readIncreasingFramesSeen(sender.sent())).hasSize(STREAMS);
        });
    assertThat(events(Event.RESET)).isEmpty();
    log.list.clear();
    try (Service predictor = predictor(reset)) {
      assertThat(predictor.isReady()).isTrue();
      sender.send(deployment, 2);
      checkEveryFrameIsPredicted();
    }
    assertThat(warnings()).as("the offset is committed again").isEmpty();
  }

  private void checkEveryFrameIsPredicted() throws Exception {
    LogChecker.checkPredictions(deployment, sender.sent());
  }

  /** Checks that streams were never reset, and returns each stream's last count. */
  private Map<String, Long> readIncreasingFramesSeen(int count) throws Exception {
    Map<String, Long> seen = new HashMap<>();
    for (Prediction prediction : predictions(count)) {
      assertThat(prediction.framesSeen())
          .as(prediction.source().toString())
          .isEqualTo(seen.merge(prediction.stream(), 1L, Long::sum));
    }
    return seen;
  }

  private List<Prediction> predictions(int count) throws Exception {
    return deployment.read(deployment.topics.predictions(), count).stream()
        .map(Prediction::of)
        .toList();
  }

  private List<Event> events(String what) throws Exception {
    return deployment.read(deployment.topics.events(), 0).stream()
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
    return deployment.topics.frames() + "-predictor";
  }

  private void deleteOffsets() throws Exception {
    Set<TopicPartition> frames = partitions(deployment.topics.frames());
    admin.deleteConsumerGroupOffsets(group(), frames).all().get();
  }

  private void setOffsets(long offset) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions(deployment.topics.frames())) {
      offsets.put(partition, new OffsetAndMetadata(offset));
    }
    admin.alterConsumerGroupOffsets(group(), offsets).all().get();
  }

  /** Deletes the records before this offset, or all with -1; a partition may be shorter. */
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
