package io.framecast.trainer;

import static io.framecast.trainer.CapturedOutput.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandIT {
  private static EmbeddedBroker broker;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void publishesPromotesListsRollsBackAndPrunesVersions() throws Exception {
    Topics topics = Topics.withPrefix("whole.");
    prepare(topics);
    assertThat(models(topics, "list")).isEqualTo("0 no version is live\n");
    List<String> names = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      Weights weights = Weights.initial(Configuration.squares(), seed);
      assertThat(models(topics, "publish", file(weights.toBytes())))
          .isEqualTo("0 " + weights.version() + "\n");
      names.add(weights.version());
    }
    Path fetched = folder.resolve("fetched.safetensors");
    assertThat(models(topics, "fetch", names.get(2), "--out", fetched)).isEqualTo("0 ");
    assertThat(Weights.read(fetched).version()).isEqualTo(names.get(2));
    assertThat(models(topics, "fetch", "nonsense", "--out", fetched))
        .startsWith("1 expected version nonsense in whole.models, found ");
    String first = names.get(0);
    String last = names.get(3);
    assertThat(models(topics, "promote", first)).isEqualTo("0 " + first + " is live\n");
    assertThat(models(topics, "promote", last, "--expect", names.get(1)))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "1 expected %s to be live before %s is promoted, found %s\n",
                names.get(1),
                last,
                first));
    assertThat(models(topics, "promote", last, "--by", "me", "--reason", "it is better"))
        .isEqualTo("0 " + last + " is live\n");
    assertThat(models(topics, "list"))
        .startsWith("0   " + first + "    464,344 bytes  published 20")
        .contains("\n* " + last)
        .contains("\nlive: " + last + ", promoted 20", " by me: it is better\n")
        .endsWith("\nbefore: " + first + "\n");
    assertThat(models(topics, "prune", "--newest", 2))
        .isEqualTo("0 removed " + names.get(1) + "\n");
    assertThat(models(topics, "rollback")).isEqualTo("0 " + first + " is live\n");
    assertThat(models(topics, "rollback"))
        .isEqualTo("1 Cannot roll back: no previous version was promoted.\n");
  }

  @Test
  void theParentOfTheLiveVersionStays() throws Exception {
    Topics topics = Topics.withPrefix("parent.");
    prepare(topics);
    Weights parent = Weights.initial(Configuration.squares(), 1);
    Weights other = Weights.initial(Configuration.squares(), 2);
    Weights child = other.withProvenance(Map.of("parent", parent.version()));
    for (Weights weights : List.of(parent, other, child)) {
      models(topics, "publish", file(weights.toBytes()));
    }
    models(topics, "promote", child.version());
    assertThat(models(topics, "prune", "--newest", 0))
        .isEqualTo("0 removed " + other.version() + "\n");
  }

  @Test
  void whatCannotBeServedIsNotPublished() throws Exception {
    Topics topics = Topics.withPrefix("refused.");
    prepare(topics);
    byte[] whole = Weights.initial(Configuration.squares(), 1).toBytes();
    assertThat(models(topics, "publish", file(Arrays.copyOf(whole, whole.length / 2))))
        .startsWith("2 ")
        .contains("metadata sha256: expected ")
        .hasLineCount(1);
    assertThat(models(topics, "publish", folder.resolve("none")))
        .endsWith("expected a weights file (safetensors), found no such file; check the path\n");
    assertThat(models(topics, "promote", "0123456789abcdef"))
        .isEqualTo("1 expected version 0123456789abcdef in refused.models, found []\n");
  }

  @Test
  void aMissingTopicAndAMissingBrokerAreOneSentence() {
    assertThat(models(Topics.withPrefix("nowhere."), "list"))
        .isEqualTo(
            "1 Topic nowhere.models does not exist. Start a predictor or create the topic.\n");
    assertThat(models(Topics.withPrefix("nowhere."), "promote", "a"))
        .isEqualTo(
            "1 Topic nowhere.models does not exist. Start a predictor or create the topic.\n");
    String address = "127.0.0.1:" + EmbeddedBroker.freePort();
    assertThat(run("models", "list", "--bootstrap", address))
        .startsWith("1 Kafka broker " + address + " did not answer within 10 s: ")
        .hasLineCount(1);
  }

  private static void prepare(Topics topics) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      TopicLayout.ensureTopics(admin, TopicPlan.of(topics, 1, -1));
    }
  }

  private Path file(byte[] bytes) throws Exception {
    return Files.write(folder.resolve("weights"), bytes);
  }

  private static String models(Topics topics, String command, Object... more) {
    Stream<Object> broker =
        Stream.of(
            "models",
            command,
            "--bootstrap",
            ModelsCommandIT.broker.bootstrap(),
            "--models-topic",
            topics.models(),
            "--events-topic",
            topics.events(),
            "--checkpoints-topic",
            topics.checkpoints());
    return run(Stream.concat(broker, Arrays.stream(more)).toArray());
  }
}
