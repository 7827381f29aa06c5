package io.framecast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.TopicPlan;
import io.framecast.topics.Topics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class ForecastsIT {
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final String ROLLOUT = "/api/streams/1/rollout";

  @Test
  void showsForecastsOfATopicThatIsCreatedWhileItRuns() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        ConsoleFixture console = new ConsoleFixture(broker.bootstrap(), Map.of());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      await().atMost(ConsoleFixture.PATIENCE).until(console::isFollowing);
      RecordPosition first = console.publish("cam", 1);
      console.awaitLine("", line -> line.contains("\"id\":\"cam\""));
      HttpResponse<String> asked = console.get(ROLLOUT);
      assertThat(asked.statusCode()).as("without the topic the trainer is asked").isEqualTo(503);
      assertThat(asked.body()).contains("The trainer did not answer.");
      assertThat(asked.headers().firstValue("framecast-source")).hasValue(first.toString());

      TopicPlan plan = new TopicPlan(TOPICS, 2, -1, FrameLimits.DEFAULT, true);
      assertThat(TopicLayout.createMissing(admin, plan)).containsExactly(TOPICS.forecasts());
      RecordPosition source = console.publish("cam", 2);
      console.forecast("cam", source, 2, 42);
      console.forecast("cam", source, 3, 43);
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertThat(console.get(ROLLOUT).body()).contains("[1,2,3]"));
      HttpResponse<String> found = console.get(ROLLOUT);
      assertThat(found.statusCode()).isEqualTo(200);
      assertThat(found.headers().firstValue("framecast-source")).hasValue(source.toString());
      assertThat(found.body())
          .startsWith("{\"model\":\"v1\",\"published\":true,\"leads\":[1,2,3],\"frames\":[")
          .contains(encoded(3), encoded(42), encoded(43));
      assertThat(console.isFollowing()).isTrue();
    }
  }

  @Test
  void sendsTheSkillByLeadOnceForecastsAreScored() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        ConsoleFixture console = new ConsoleFixture(broker.bootstrap(), Map.of())) {
      await().atMost(ConsoleFixture.PATIENCE).until(console::isFollowing);
      RecordPosition frame = console.publish("cam", 1);
      console.awaitLine(
          "", line -> line.contains("\"skill\":null") && line.contains("\"leads\":[]"));
      console.score("cam", frame, null, .75);
      console.score("cam", frame, 3, .25);
      console.awaitLine("", line -> line.contains("\"leads\":[0.75,null,0.25]"));
      assertThat(console.get("/api/streams/1").body()).contains("\"skill\":0.75");
    }
  }

  private static String encoded(int number) {
    return Base64.getEncoder().encodeToString(ConsoleFixture.picture(number));
  }
}
