package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.service.Service;
import io.framecast.topics.BuildVersion;
import io.framecast.topics.Topics;
import io.framecast.topics.models.ModelRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each service says of itself over HTTP. */
class ServicesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;
  private static Services services;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.launch();
    services = new Services(broker.bootstrap(), directory);
    await().atMost(PATIENCE).until(services::areReady);
    ModelRegistry registry =
        new ModelRegistry(Map.of("bootstrap.servers", broker.bootstrap()), Topics.DEFAULT);
    registry.publish(Weights.shipped().toBytes());
    registry.promote(Weights.shipped().version(), null, "test", "to be shown");
  }

  @AfterAll
  static void end() throws Exception {
    services.close();
    broker.close();
  }

  @Test
  void infoHasTheBuildTheSettingsAndTheLiveWeightsAsJson() throws Exception {
    for (Service service : services.all()) {
      JsonNode info = JSON.readTree(services.get(service, "/info"));
      assertThat(info.path("name").asText()).startsWith("framecast-");
      assertThat(info.path("version").asText()).isEqualTo(BuildVersion.current().version());
      assertThat(info.path("commit").asText()).isEqualTo(BuildVersion.current().commit());
      assertThat(info.path("settings").path("limits.height").asText()).isEqualTo("512");
      assertThat(info.toString()).doesNotContain("secret").doesNotContain("bootstrap");
    }
    for (Service service : List.of(services.predictor, services.trainer)) {
      await()
          .atMost(PATIENCE)
          .until(() -> JSON.readTree(services.get(service, "/info")).has("model"));
      JsonNode model = JSON.readTree(services.get(service, "/info")).path("model");
      assertThat(model.path("version").asText()).isEqualTo(Weights.shipped().version());
      assertThat(model.path("configuration").path("layers").isArray()).isTrue();
      assertThat(model.path("provenance").path("source").asText()).isNotEmpty();
    }
  }

  @Test
  void healthReportsOnNoServiceDiscovery() throws Exception {
    for (Service service : services.all()) {
      assertThat(services.get(service, "/health"))
          .contains("kafka")
          .doesNotContainIgnoringCase("discovery");
    }
  }

  @Test
  void theHelpOfEveryMeterIsASentence() throws Exception {
    for (Service service : services.all()) {
      List<String> help =
          services
              .get(service, "/prometheus")
              .lines()
              .filter(line -> line.startsWith("# HELP framecast_"))
              .toList();
      assertThat(help)
          .hasSizeGreaterThan(4)
          .allMatch(line -> line.matches("# HELP framecast_\\w+ [A-Z].*\\w\\."));
    }
  }
}
