package io.framecast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Scraping and alert rules, as an installation adds them to an overlay. */
class MonitoringTest {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Path DOCKER = Path.of("../../docker");

  @ParameterizedTest
  @FieldSource("io.framecast.deploy.Kustomize#OVERLAYS")
  @EnabledIf("io.framecast.deploy.Kustomize#isThere")
  void canBeAddedToEachOverlay(String overlay) throws IOException {
    Path own = Files.createDirectories(Path.of("target", "monitored-" + overlay));
    Files.writeString(
        own.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: framecast
        resources: [../../../../k8s/overlays/%s]
        components: [../../../../k8s/components/monitoring]
        """
            .replace("%s", overlay));
    Manifests manifests = Kustomize.render(own);

    assertThat(Check.faults(manifests)).isEmpty();
    JsonNode monitor = manifests.one("PodMonitor", "framecast").json();
    JsonNode endpoint = monitor.at("/spec/podMetricsEndpoints/0");
    String port = endpoint.path("port").asText();
    String label =
        endpoint
            .at("/relabelings/0/sourceLabels/0")
            .asText()
            .replace("__meta_kubernetes_pod_label_", "");
    assertThat(manifests.workloads())
        .hasSize(3)
        .allSatisfy(
            workload -> {
              assertThat(
                      Selections.matches(
                          monitor.at("/spec/selector/matchLabels"), workload.podLabels()))
                  .isTrue();
              assertThat(workload.containers())
                  .anyMatch(container -> container.at("/ports/0/name").asText().equals(port));
              assertThat(Manifest.members(workload.podLabels()))
                  .anySatisfy(
                      (name, value) -> {
                        assertThat(name.replaceAll("[./-]", "_")).isEqualTo(label);
                        assertThat(value).matches(endpoint.at("/relabelings/0/regex").asText());
                      });
            });
    assertThat(manifests.one("PrometheusRule", "framecast").at("/metadata/namespace").asText())
        .isEqualTo("framecast");
  }

  /** promtool tests the rules of docker/prometheus. */
  @Test
  void hasTheAlertRulesOfTheContainers() throws IOException {
    JsonNode tested = YAML.readTree(DOCKER.resolve("prometheus/alerts.yml").toFile());
    JsonNode rules = YAML.readTree(Path.of("../../k8s/components/monitoring/rules.yaml").toFile());
    assertThat(rules.at("/spec/groups")).isEqualTo(tested.path("groups")).isNotEmpty();
  }

  /** Another Prometheus names its jobs otherwise. */
  @Test
  void selectsByNoJob() throws IOException {
    for (String file :
        new String[] {"prometheus/alerts.yml", "grafana/dashboards/framecast.json"}) {
      assertThat(Files.readString(DOCKER.resolve(file))).as(file).doesNotContain("job=");
    }
  }

  /** A second predictor could not publish the same port of the host. */
  @Test
  void publishesNoFixedPortOfThePredictorsInContainers() throws IOException {
    JsonNode compose = YAML.readTree(DOCKER.resolve("compose.yaml").toFile());
    assertThat(Manifest.texts(compose.at("/services/predictor/ports")))
        .containsExactly("127.0.0.1:${PREDICTOR_PORT:-}:8081");
  }
}
