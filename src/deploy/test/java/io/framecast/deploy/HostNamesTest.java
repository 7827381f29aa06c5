package io.framecast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.framecast.service.SettingReader;
import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The services answer for the names by which the manifests' services and scrapers ask them. */
class HostNamesTest {
  private static final Path DOCKER = Path.of("../../docker");

  @ParameterizedTest
  @FieldSource("io.framecast.deploy.Kustomize#OVERLAYS")
  @EnabledIf("io.framecast.deploy.Kustomize#isThere")
  void everyPodAnswersTheConsole(String overlay) {
    Manifests manifests = Kustomize.overlay(overlay);
    List<String> asked =
        manifests
            .workloads()
            .flatMap(workload -> Variables.of(manifests, workload).values().stream())
            .filter(value -> value.startsWith("http://"))
            .toList();
    assertThat(asked).hasSize(2);
    manifests
        .workloads()
        .forEach(workload -> requireAnswers(Variables.of(manifests, workload), asked));
  }

  @Test
  void everyContainerAnswersTheConsoleAndPrometheus() throws IOException {
    JsonNode services = parse("compose.yaml").at("/services");
    Map<String, String> console = Manifest.members(services.at("/console/environment"));
    Stream<String> scraped =
        Manifest.items(parse("prometheus/prometheus.yml").at("/scrape_configs"))
            .flatMap(job -> Manifest.items(job.at("/static_configs/0/targets")))
            .map(target -> "http://" + target.asText());
    List<String> asked =
        Stream.concat(
                console.values().stream().filter(value -> value.startsWith("http://")), scraped)
            .toList();
    assertThat(asked).hasSize(4);
    for (String service : List.of("predictor", "trainer", "console")) {
      requireAnswers(Manifest.members(services.path(service).path("environment")), asked);
    }
  }

  private static Manifest parse(String file) throws IOException {
    return Manifests.parse(Files.readString(DOCKER.resolve(file))).all().get(0);
  }

  private static void requireAnswers(Map<String, String> variables, List<String> urls) {
    try (Environment environment = SettingsInManifestsTest.environment(variables)) {
      for (String url : urls) {
        assertThat(new SettingReader(environment).hosts().allows(URI.create(url).getHost()))
            .as(url)
            .isTrue();
      }
    }
  }
}
