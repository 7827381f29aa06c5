package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.framecast.topics.Topics;

/**
 * Checks autoscaling: predictors beyond the partitions are idle, and each removal restores streams.
 */
final class Scaling implements Check {
  private static final int QUIET_SECONDS = 600;
  private static final String FRAMES = Topics.DEFAULT.frames();

  @Override
  public void check(Manifests manifests, Faults faults) {
    manifests.workloads().forEach(workload -> checkIds(workload, faults));
    manifests.of("ScaledObject").forEach(scaled -> check(manifests, scaled, faults));
  }

  /** Checks that each pod of each namespace has its own transactional id, also after a restart. */
  private static void checkIds(Manifest workload, Faults faults) {
    for (String name : new String[] {"KAFKA_TRANSACTIONAL_ID", "KAFKA_GROUP_INSTANCE_ID"}) {
      JsonNode variable = Rights.variable(workload, name);
      if (workload.is("StatefulSet") || variable != null) {
        String value = variable == null ? "" : variable.path("value").asText();
        faults.expect(workload, name, "$(POD_NAME).$(POD_NAMESPACE)", value);
        checkField(workload, "POD_NAME", "metadata.name", faults);
        checkField(workload, "POD_NAMESPACE", "metadata.namespace", faults);
        faults.expect(workload, "kind, where ids are pods' names", "StatefulSet", workload.kind());
      }
    }
  }

  private static void checkField(Manifest workload, String name, String field, Faults faults) {
    JsonNode variable = Rights.variable(workload, name);
    String found = variable == null ? "" : variable.at("/valueFrom/fieldRef/fieldPath").asText();
    faults.expect(workload, name, field, found);
  }

  private static void check(Manifests manifests, Manifest scaled, Faults faults) {
    JsonNode spec = scaled.at("/spec");
    JsonNode target = spec.path("scaleTargetRef");
    String kind = target.path("kind").asText();
    String name = target.path("name").asText();
    if (!manifests.has(kind, name)) {
      faults.add(scaled, "scaleTargetRef", "a workload that is here", target);
      return;
    }
    Manifest workload = manifests.one(kind, name);
    if (!workload.at("/spec/replicas").isMissingNode()) {
      faults.add(
          workload,
          "spec.replicas",
          "none, for they are the autoscaler's",
          workload.at("/spec/replicas"));
    }
    int most = spec.path("maxReplicaCount").asInt();
    int partitions = partitions(manifests);
    if (most > partitions) {
      faults.add(scaled, "maxReplicaCount", "at most " + partitions + ", the partitions", most);
    }
    if (spec.path("minReplicaCount").asInt() < 1 || spec.path("minReplicaCount").asInt() > most) {
      faults.add(scaled, "minReplicaCount", "1 to " + most, spec.path("minReplicaCount"));
    }
    JsonNode down = spec.at("/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown");
    if (down.path("stabilizationWindowSeconds").asInt() < QUIET_SECONDS) {
      faults.add(scaled, "scaleDown", "at min " + QUIET_SECONDS + " s of quiet", down);
    }
    for (JsonNode policy : down.path("policies")) {
      faults.expect(scaled, "scaleDown.policies.type", "Pods", policy.path("type").asText());
      faults.expect(scaled, "scaleDown.policies.value", 1, policy.path("value").asInt());
    }
    spec.path("triggers").forEach(trigger -> checkTrigger(manifests, scaled, trigger, faults));
  }

  private static void checkTrigger(
      Manifests manifests, Manifest scaled, JsonNode trigger, Faults faults) {
    JsonNode metadata = trigger.path("metadata");
    faults.expect(scaled, "topic", FRAMES, metadata.path("topic").asText());
    faults.expect(scaled, "consumerGroup", Rights.GROUP, metadata.path("consumerGroup").asText());
    faults.expect(
        scaled,
        "limitToPartitionsWithLag",
        "true",
        metadata.path("limitToPartitionsWithLag").asText());
    faults.expect(
        scaled, "excludePersistentLag", "true", metadata.path("excludePersistentLag").asText());
    // KEDA rejects it together with limitToPartitionsWithLag
    faults.expect(
        scaled, "allowIdleConsumers", "false", metadata.path("allowIdleConsumers").asText());
    String login = trigger.at("/authenticationRef/name").asText();
    if (!manifests.has("TriggerAuthentication", login)) {
      faults.add(scaled, "authenticationRef", "a TriggerAuthentication", login);
    }
  }

  private static int partitions(Manifests manifests) {
    return manifests.has("KafkaTopic", FRAMES)
        ? manifests.one("KafkaTopic", FRAMES).at("/spec/partitions").asInt()
        : 0;
  }
}
