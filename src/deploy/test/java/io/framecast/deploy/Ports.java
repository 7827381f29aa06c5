package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** Checks that the ports of probes, Services and NetworkPolicies exist. */
final class Ports implements Check {

  @Override
  public void check(Manifests manifests, Faults faults) {
    manifests.workloads().forEach(workload -> checkProbes(workload, faults));
    manifests.of("Service").forEach(service -> checkService(manifests, service, faults));
    manifests.of("NetworkPolicy").forEach(policy -> checkPolicy(manifests, policy, faults));
  }

  /** Returns the ports of all containers by name. */
  private static Map<String, Integer> ports(Manifest workload) {
    Map<String, Integer> ports = new TreeMap<>();
    for (JsonNode container : workload.containers()) {
      for (JsonNode port : container.path("ports")) {
        ports.put(port.path("name").asText(), port.path("containerPort").asInt());
      }
    }
    return ports;
  }

  private static void checkProbes(Manifest workload, Faults faults) {
    for (JsonNode container : workload.containers()) {
      for (String probe : new String[] {"startupProbe", "readinessProbe", "livenessProbe"}) {
        JsonNode port = container.path(probe).at("/httpGet/port");
        if (!port.isMissingNode()) {
          expect(workload, probe + ".httpGet.port", port, workload, faults);
        }
      }
    }
  }

  private static void checkService(Manifests manifests, Manifest service, Faults faults) {
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

  /** Checks ports into its pods, and out to the pods that it selects. */
  private static void checkPolicy(Manifests manifests, Manifest policy, Faults faults) {
    for (JsonNode rule : policy.at("/spec/ingress")) {
      checkRule(manifests, policy, policy.at("/spec/podSelector/matchLabels"), rule, faults);
    }
    for (JsonNode rule : policy.at("/spec/egress")) {
      for (JsonNode peer : rule.path("to")) {
        checkRule(manifests, policy, peer.at("/podSelector/matchLabels"), rule, faults);
      }
    }
  }

  private static void checkRule(
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
