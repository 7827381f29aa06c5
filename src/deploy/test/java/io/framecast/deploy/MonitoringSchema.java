package io.framecast.deploy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;

/**
 * Checks the Prometheus operator's resources by the fields in use, since no package registry has
 * its definitions.
 */
final class MonitoringSchema implements Check {
  private static final String V1 = "monitoring.coreos.com/v1";
  private static final Map<String, Class<?>> MODELS =
      Map.of("PodMonitor", PodMonitor.class, "PrometheusRule", PrometheusRule.class);
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  record PodMonitor(String apiVersion, String kind, Meta metadata, Monitored spec) {}

  record PrometheusRule(String apiVersion, String kind, Meta metadata, Rules spec) {}

  record Meta(String name, String namespace, Map<String, String> labels) {}

  record Monitored(Selector selector, List<Endpoint> podMetricsEndpoints) {}

  record Selector(Map<String, String> matchLabels) {}

  record Endpoint(String port, String path, String interval, List<Relabeling> relabelings) {}

  record Relabeling(List<String> sourceLabels, String regex, String targetLabel) {}

  record Rules(List<Group> groups) {}

  record Group(String name, List<Rule> rules) {}

  record Rule(
      String alert,
      String expr,
      @JsonProperty("for") String duration,
      Map<String, String> labels,
      Map<String, String> annotations) {}

  static boolean knows(Manifest manifest) {
    return manifest.apiVersion().equals(V1) && MODELS.containsKey(manifest.kind());
  }

  @Override
  public void check(Manifests manifests, Faults faults) {
    for (Manifest manifest : manifests.all()) {
      if (knows(manifest)) {
        try {
          Object typed = STRICT.treeToValue(manifest.json(), MODELS.get(manifest.kind()));
          RoundTrip.check(manifest, STRICT.valueToTree(typed), faults);
        } catch (JsonProcessingException e) {
          faults.add(
              manifest, "schema", "what the Prometheus operator takes", e.getOriginalMessage());
        }
      }
    }
  }
}
