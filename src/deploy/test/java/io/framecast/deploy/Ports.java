package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** Ports that are named are there: of probes, of Services and of NetworkPolicies. */
final class Ports implements Check {

  @Override
  public void look(Manifests manifests, Faults faults) {
    manifests.workloads().forEach(workload -> lookAtProbes(workload, faults));
    manifests.of("Service").forEach(service -> lookAtService(manifests, service, faults));
    manifests.of("NetworkPolicy").forEach(policy -> lookAtPolicy(manifests, policy, faults));
  }

  /** Those of all containers, by name. */
  private static Map<String, Integer> ports(Manifest workload) {
    Map<String, Integer> ports = new TreeMap<>();
    for (JsonNode container : workload.containers()) {
      for (JsonNode port : container.path("ports")) {
        ports.put(port.path("name").asText(), port.path("containerPort").asInt());
      }
    }
    return ports;
  }

  private static void lookAtProbes(Manifest workload, Faults faults) {
    for (JsonNode container : workload.containers()) {
      for (String probe : new String[] {"startupProbe", "readinessProbe", "livenessProbe"}) {
        JsonNode port = container.path(probe).at("/httpGet/port");
        if (!port.isMissingNode()) {
          expect(workload, probe + ".httpGet.port", port, workload, faults);
        }
      }
    }
  }

  private static void lookAtService(Manifests manifests, Manifest service, Faults faults) {
    manifests
        .workloads()
        .filter(workload -> Selections.matches(service.at("/spec/selector"), workload.podLabels()))
        .forEach(
            workload ->
                service
                    .at("/spec/ports")
                    .forEach(
                        port ->
                            expect(
                                service,
                                "targetPort",
                                port.has("targetPort") ? port.get("targetPort") : port.path("port"),
                                workload,
                                faults)));
  }

  /** Into its pods; out to pods that it selects. */
  private static void lookAtPolicy(Manifests manifests, Manifest policy, Faults faults) {
    for (JsonNode rule : policy.at("/spec/ingress")) {
      lookAtRule(manifests, policy, policy.at("/spec/podSelector/matchLabels"), rule, faults);
    }
    for (JsonNode rule : policy.at("/spec/egress")) {
      for (JsonNode peer : rule.path("to")) {
        lookAtRule(manifests, policy, peer.at("/podSelector/matchLabels"), rule, faults);
      }
    }
  }

  private static void lookAtRule(
      Manifests manifests, Manifest policy, JsonNode selector, JsonNode rule, Faults faults) {
    manifests
        .workloads()
        .filter(workload -> Selections.matches(selector, workload.podLabels()))
        .forEach(
            workload ->
                rule.path("ports")
                    .forEach(port -> expect(policy, "ports", port.path("port"), workload, faults)));
  }

  private static void expect(
      Manifest where, String path, JsonNode port, Manifest workload, Faults faults) {
    Map<String, Integer> ports = ports(workload);
    boolean found =
        port.isNumber() ? ports.containsValue(port.asInt()) : ports.containsKey(port.asText());
    if (!found) {
      faults.add(where, path, "one of " + workload + ": " + ports, port);
    }
  }
}
