package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.broker.EmbeddedBroker;
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
    TopicLayout made = TopicLayout.ensureTopics(admin, topics, 3, -1);
    TopicLayout found = TopicLayout.ensureTopics(admin, topics, 5, 1);
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
  void createsTopicsToFitAnExistingFramesTopic() throws Exception {
    Topics topics = Topics.withPrefix("kept.");
    create(topics.frames(), 2, Map.of("max.message.bytes", "5000000", "retention.ms", "77777"));
    TopicLayout layout = TopicLayout.ensureTopics(admin, topics, 7, -1);
    assertThat(layout.partitions()).isEqualTo(2);
    assertThat(partitions(topics.predictions())).isEqualTo(2);
    assertThat(layout.recordBytes().get(topics.deadLetters())).isGreaterThan(5000000);
    assertThat(setting(topics.frames(), "retention.ms")).isEqualTo("77777");
  }

  @Test
  void limitsTheRecordSizeOfDeadLettersToAnInt() throws Exception {
    Topics topics = Topics.withPrefix("any.");
    create(topics.frames(), 2, Map.of("max.message.bytes", "2147483647"));
    TopicLayout layout = TopicLayout.ensureTopics(admin, topics, 2, -1);
    assertThat(layout.recordBytes().get(topics.deadLetters())).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void rejectsAPredictionsTopicWithOtherPartitions() throws Exception {
    Topics topics = Topics.withPrefix("wrong.");
    create(topics.frames(), 4, Map.of());
    create(topics.predictions(), 3, Map.of());
    assertThatThrownBy(() -> TopicLayout.ensureTopics(admin, topics, 4, -1))
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
    assertThatThrownBy(() -> TopicLayout.ensureTopics(admin, topics, 1, -1))
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
