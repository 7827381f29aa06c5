package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.FrameLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class TopicLayoutIT {
  private static EmbeddedBroker broker;
  private static Admin admin;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  @AfterAll
  static void stop() {
    admin.close();
    broker.close();
  }

  @Test
  void createsMissingTopicsOnceWithTheirSettings() throws Exception {
    Topics topics = Topics.withPrefix("fresh.");
    TopicLayout made = TopicLayout.ensureTopics(admin, TopicPlan.of(topics, 3, -1));
    TopicLayout found = TopicLayout.ensureTopics(admin, TopicPlan.of(topics, 5, 1));
    assertThat(made.partitions()).isEqualTo(3);
    assertThat(made.created()).hasSize(7).contains(topics.frames(), topics.checkpoints());
    assertThat(found.partitions()).isEqualTo(3);
    assertThat(found.created()).isEmpty();
    assertThat(partitions(topics.frames())).isEqualTo(3);
    assertThat(partitions(topics.predictions())).isEqualTo(3);
    assertThat(partitions(topics.scores())).isEqualTo(3);
    assertThat(partitions(topics.checkpoints())).isEqualTo(3);
    assertThat(partitions(topics.models())).isEqualTo(1);
    assertThat(setting(topics.frames(), "cleanup.policy")).isEqualTo("delete");
    assertThat(setting(topics.checkpoints(), "cleanup.policy")).isEqualTo("compact");
    assertThat(setting(topics.models(), "cleanup.policy")).isEqualTo("compact");
  }

  @Test
  void createsTheForecastsTopicOnlyWhereItIsNeeded() throws Exception {
    Topics topics = Topics.withPrefix("ahead.");
    FrameLimits limits = FrameLimits.DEFAULT;
    TopicLayout.ensureTopics(admin, new TopicPlan(topics, 3, -1, limits, false));
    assertThat(admin.listTopics().names().get()).doesNotContain(topics.forecasts());
    TopicPlan plan = new TopicPlan(topics, 3, -1, limits, true);
    assertThat(TopicLayout.ensureTopics(admin, plan).created()).containsExactly(topics.forecasts());
    assertThat(partitions(topics.forecasts())).isEqualTo(3);
    assertThat(recordBytes(topics.forecasts())).isEqualTo(recordBytes(topics.predictions()));
    assertThat(setting(topics.forecasts(), "cleanup.policy")).isEqualTo("delete");
  }

  @Test
  void rejectsAForecastsTopicWithOtherPartitions() throws Exception {
    Topics topics = Topics.withPrefix("other.");
    create(topics.frames(), 4, Map.of());
    create(topics.forecasts(), 3, Map.of());
    TopicPlan plan = new TopicPlan(topics, 4, -1, FrameLimits.DEFAULT, true);
    assertThatThrownBy(() -> TopicLayout.ensureTopics(admin, plan))
        .isInstanceOf(InvalidTopicsException.class)
        .hasMessage(
            "expected other.forecasts to have 4 partitions, as many as other.frames, found 3");
  }

  @Test
  void createsTopicsToFitAnExistingFramesTopic() throws Exception {
    Topics topics = Topics.withPrefix("kept.");
    create(topics.frames(), 2, Map.of("max.message.bytes", "5000000", "retention.ms", "77777"));
    TopicLayout layout = TopicLayout.ensureTopics(admin, TopicPlan.of(topics, 7, -1));
    assertThat(layout.partitions()).isEqualTo(2);
    assertThat(partitions(topics.predictions())).isEqualTo(2);
    assertThat(layout.recordBytes().get(topics.deadLetters())).isGreaterThan(5000000);
    assertThat(setting(topics.frames(), "retention.ms")).isEqualTo("77777");
  }

  @Test
  void createsTopicsThatTakeTheLargestFrameOfTheLimitsAndItsPrediction() throws Exception {
    Topics large = Topics.withPrefix("large.");
    FrameLimits limits = FrameLimits.ofSize(1_000, 640);
    TopicLayout.ensureTopics(admin, new TopicPlan(large, 1, -1, limits, false));
    int least = limits.maxBytes() + (64 << 10);
    assertThat(recordBytes(large.frames())).isEqualTo(least);
    assertThat(recordBytes(large.predictions())).isEqualTo(least);
    assertThat(recordBytes(large.deadLetters())).isGreaterThan(least);

    // a PNG is larger than the JPEG that it follows
    Topics small = Topics.withPrefix("small.");
    TopicLayout.ensureTopics(
        admin, new TopicPlan(small, 1, -1, new FrameLimits(1_000, 640, 100_000), false));
    assertThat(recordBytes(small.frames())).isEqualTo(100_000 + (64 << 10));
    assertThat(recordBytes(small.predictions())).isEqualTo(least);

    Topics any = Topics.withPrefix("largest.");
    TopicLayout.ensureTopics(
        admin, new TopicPlan(any, 1, -1, new FrameLimits(1_000, 640, Integer.MAX_VALUE), false));
    assertThat(recordBytes(any.frames())).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void warnsOfExistingTopicsThatRefuseFramesOfTheLimits() throws Exception {
    Topics topics = Topics.withPrefix("tight.");
    create(topics.frames(), 1, Map.of("max.message.bytes", "1000000"));
    Logger logger = (Logger) LoggerFactory.getLogger(RecordSizes.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      TopicLayout.ensureTopics(
          admin, new TopicPlan(topics, 1, -1, new FrameLimits(40, 24, 934_464), false));
      assertThat(log.list).isEmpty();
      TopicLayout.ensureTopics(
          admin, new TopicPlan(topics, 1, -1, new FrameLimits(40, 24, 934_465), false));
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactlyInAnyOrder(warning("tight.frames"), warning("tight.predictions"));
  }

  private static String warning(String topic) {
    return "expected max.message.bytes of "
        + topic
        + " to be at least 1000001, as framecast.limits.bytes admits frames of 934465 bytes, found"
        + " 1000000; raise it with kafka-configs --alter, or lower the limit";
  }

  private static int recordBytes(String topic) throws Exception {
    return Integer.parseInt(setting(topic, "max.message.bytes"));
  }

  @Test
  void limitsTheRecordSizeOfDeadLettersToAnInt() throws Exception {
    Topics topics = Topics.withPrefix("any.");
    create(topics.frames(), 2, Map.of("max.message.bytes", "2147483647"));
    TopicLayout layout = TopicLayout.ensureTopics(admin, TopicPlan.of(topics, 2, -1));
    assertThat(layout.recordBytes().get(topics.deadLetters())).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void rejectsAPredictionsTopicWithOtherPartitions() throws Exception {
    Topics topics = Topics.withPrefix("wrong.");
    create(topics.frames(), 4, Map.of());
    create(topics.predictions(), 3, Map.of());
    assertThatThrownBy(() -> TopicLayout.ensureTopics(admin, TopicPlan.of(topics, 4, -1)))
        .isInstanceOf(InvalidTopicsException.class)
        .hasMessage(
            "expected wrong.predictions to have 4 partitions, as many as wrong.frames, found 3");
    assertThat(partitions(topics.predictions())).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "checkpoints, delete, 'expected cleanup.policy=compact of '",
    "models, 'compact,delete', 'expected cleanup.policy=compact of '",
    "frames, compact, 'expected cleanup.policy=delete of '"
  })
  void rejectsACleanupPolicyThatLosesWhatIsNeeded(String which, String policy, String expected)
      throws Exception {
    Topics topics = Topics.withPrefix("policy." + which + ".");
    String name =
        switch (which) {
          case "frames" -> topics.frames();
          case "models" -> topics.models();
          default -> topics.checkpoints();
        };
    create(name, 1, Map.of("cleanup.policy", policy));
    assertThatThrownBy(() -> TopicLayout.ensureTopics(admin, TopicPlan.of(topics, 1, -1)))
        .isInstanceOf(InvalidTopicsException.class)
        .hasMessageStartingWith(expected + name)
        .hasMessageContaining("found " + policy);
  }

  private static void create(String name, int partitions, Map<String, String> settings)
      throws Exception {
    NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
    admin.createTopics(List.of(topic.configs(settings))).all().get();
  }

  private static int partitions(String name) throws Exception {
    TopicDescription topic = admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
    return topic.partitions().size();
  }

  private static String setting(String name, String setting) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(setting).value();
  }
}
