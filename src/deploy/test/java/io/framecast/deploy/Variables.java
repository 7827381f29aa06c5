package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** The environment of a container, as it would be. */
final class Variables {
  /** What stands for a value that no manifest knows. */
  static final String ELSEWHERE = "from elsewhere";

  private Variables() {}

  /** Of the first container of a workload; later ones stand over earlier ones. */
  static Map<String, String> of(Manifests manifests, Manifest workload) {
    Map<String, String> variables = new TreeMap<>();
    JsonNode container = workload.pod().at("/containers/0");
    for (JsonNode from : container.path("envFrom")) {
      String map = from.at("/configMapRef/name").asText();
      if (manifests.has("ConfigMap", map)) {
        variables.putAll(Manifest.members(manifests.one("ConfigMap", map).at("/data")));
      }
    }
    for (JsonNode variable : container.path("env")) {
      String name = variable.path("name").asText();
      String field = variable.at("/valueFrom/fieldRef/fieldPath").asText();
      String found = field.equals("metadata.name") ? workload.name() + "-0" : ELSEWHERE;
      variables.put(name, variable.has("value") ? variable.path("value").asText() : found);
    }
    return variables;
  }
}
