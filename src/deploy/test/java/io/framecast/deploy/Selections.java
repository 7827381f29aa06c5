package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Checks that selectors match the intended pods. */
final class Selections implements Check {
  /** Labels of pods that Strimzi's operator creates without a manifest. */
  private static final String STRIMZI = "strimzi.io/";

  /** Returns whether all labels match; an absent or empty selector matches nothing. */
  static boolean matches(JsonNode selector, JsonNode labels) {
    Map<String, String> wanted = Manifest.members(selector);
    return !wanted.isEmpty() && Manifest.members(labels).entrySet().containsAll(wanted.entrySet());
  }

  @Override
  public void check(Manifests manifests, Faults faults) {
    manifests.workloads().forEach(workload -> checkWorkload(manifests, workload, faults));
    manifests
        .of("Service")
        .forEach(service -> expectPods(manifests, service, service.at("/spec/selector"), faults));
    manifests
        .of("PodDisruptionBudget")
        .forEach(
            budget ->
                expectPods(manifests, budget, budget.at("/spec/selector/matchLabels"), faults));
    manifests.of("NetworkPolicy").forEach(policy -> checkPolicy(manifests, policy, faults));
    expectClosed(manifests, faults);
  }

  private static void checkWorkload(Manifests manifests, Manifest workload, Faults faults) {
    JsonNode selector = workload.at("/spec/selector/matchLabels");
    if (!matches(selector, workload.podLabels())) {
      faults.add(
          workload, "spec.selector", "labels of its template " + workload.podLabels(), selector);
    }
    long same = manifests.workloads().filter(other -> matches(selector, other.podLabels())).count();
    if (same > 1) {
      faults.add(workload, "spec.selector", "pods of its own only", selector);
    }
    for (JsonNode spread : workload.pod().path("topologySpreadConstraints")) {
      if (!matches(spread.at("/labelSelector/matchLabels"), workload.podLabels())) {
        faults.add(workload, "topologySpreadConstraints", "its own pods", spread);
      }
    }
    if (workload.is("StatefulSet")) {
      String service = workload.at("/spec/serviceName").asText();
      boolean headless =
          manifests.has("Service", service)
              && "None".equals(manifests.one("Service", service).at("/spec/clusterIP").asText());
      if (!headless) {
        faults.add(workload, "spec.serviceName", "a headless Service", service);
      }
      boolean guarded =
          manifests
              .of("PodDisruptionBudget")
              .anyMatch(b -> matches(b.at("/spec/selector/matchLabels"), workload.podLabels()));
      if (!guarded) {
        faults.add(workload, "pods", "a PodDisruptionBudget", "none");
      }
    }
  }

  private static void checkPolicy(Manifests manifests, Manifest policy, Faults faults) {
    expectPods(manifests, policy, policy.at("/spec/podSelector/matchLabels"), faults);
    for (JsonNode rule : policy.at("/spec/ingress")) {
      rule.path("from").forEach(peer -> checkPeer(manifests, policy, peer, faults));
    }
    for (JsonNode rule : policy.at("/spec/egress")) {
      rule.path("to").forEach(peer -> checkPeer(manifests, policy, peer, faults));
    }
  }

  private static void checkPeer(
      Manifests manifests, Manifest policy, JsonNode peer, Faults faults) {
    JsonNode selector = peer.at("/podSelector/matchLabels");
    boolean foreign =
        Manifest.members(selector).keySet().stream().anyMatch(name -> name.startsWith(STRIMZI));
    if (!selector.isMissingNode() && !foreign) {
      expectPods(manifests, policy, selector, faults);
    }
  }

  private static void expectPods(
      Manifests manifests, Manifest where, JsonNode selector, Faults faults) {
    if (manifests.workloads().noneMatch(workload -> matches(selector, workload.podLabels()))) {
      faults.add(where, "selector", "the labels of some pods of ours", selector);
    }
  }

  /** Checks that a default policy closes every pod. */
  private static void expectClosed(Manifests manifests, Faults faults) {
    manifests
        .workloads()
        .filter(
            workload ->
                manifests
                    .of("NetworkPolicy")
                    .noneMatch(
                        policy ->
                            matches(
                                    policy.at("/spec/podSelector/matchLabels"),
                                    workload.podLabels())
                                && Manifest.texts(policy.at("/spec/policyTypes")).size() == 2
                                && policy.at("/spec/ingress").isEmpty()
                                && policy.at("/spec/egress").isEmpty()))
        .forEach(
            workload ->
                faults.add(workload, "pods", "a NetworkPolicy that closes both ways", "none"));
  }
}
