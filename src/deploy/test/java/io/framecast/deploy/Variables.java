package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** Computes the environment of a container. */
final class Variables {
  /** The placeholder of a value that is in no manifest. */
  static final String ELSEWHERE = "from elsewhere";

  private Variables() {}

  /** Returns the variables of the first container; later ones override earlier ones. */
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
