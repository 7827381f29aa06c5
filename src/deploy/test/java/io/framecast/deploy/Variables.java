package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Computes the environment of a container. */
final class Variables {
  /** The placeholder of a value that is in no manifest. */
  static final String ELSEWHERE = "from elsewhere";

  private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");

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
      String found =
          switch (variable.at("/valueFrom/fieldRef/fieldPath").asText()) {
            case "metadata.name" -> workload.name() + "-0";
            case "metadata.namespace" -> "a-namespace";
            default -> ELSEWHERE;
          };
      variables.put(name, variable.has("value") ? variable.path("value").asText() : found);
    }
    Map<String, String> known = Map.copyOf(variables);
    variables.replaceAll((name, value) -> expand(value, known));
    return variables;
  }

  /** Replaces {@code $(NAME)} as Kubernetes does. */
  private static String expand(String value, Map<String, String> known) {
    return REFERENCE
        .matcher(value)
        .replaceAll(
            match -> Matcher.quoteReplacement(known.getOrDefault(match.group(1), match.group())));
  }
}
