package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks that every pod has an image with a version, probes, limits and few rights. */
final class Pods implements Check {
  private static final Pattern IMAGE =
      Pattern.compile("[a-z0-9./:-]+(:(?!latest$)[\\w][\\w.-]*|@sha256:[0-9a-f]{64})");
  private static final int LEAST_GRACE_SECONDS = 30;

  @Override
  public void check(Manifests manifests, Faults faults) {
    manifests
        .workloads()
        .forEach(
            workload -> {
              checkPod(workload, faults);
              workload.containers().forEach(one -> checkContainer(workload, one, faults));
              checkVolumes(workload, faults);
            });
  }

  private static void checkPod(Manifest workload, Faults faults) {
    JsonNode pod = workload.pod();
    faults.expect(
        workload,
        "automountServiceAccountToken",
        "false",
        pod.path("automountServiceAccountToken").asText());
    // a Service called kafka would set KAFKA_PORT, which would become a client setting
    faults.expect(workload, "enableServiceLinks", "false", pod.path("enableServiceLinks").asText());
    if (pod.path("terminationGracePeriodSeconds").asInt() < LEAST_GRACE_SECONDS) {
      faults.add(
          workload,
          "terminationGracePeriodSeconds",
          "at min " + LEAST_GRACE_SECONDS,
          pod.path("terminationGracePeriodSeconds"));
    }
    JsonNode security = pod.path("securityContext");
    expectTrue(workload, security, "runAsNonRoot", faults);
    if (security.path("runAsUser").asInt() == 0) {
      faults.add(workload, "runAsUser", "a user that is not root", security.path("runAsUser"));
    }
    faults.expect(
        workload, "seccompProfile", "RuntimeDefault", security.at("/seccompProfile/type").asText());
    for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (pod.path(shared).asBoolean()) {
        faults.add(workload, shared, "none", true);
      }
    }
  }

  private static void checkContainer(Manifest workload, JsonNode container, Faults faults) {
    String name = container.path("name").asText() + ".";
    if (!IMAGE.matcher(container.path("image").asText()).matches()) {
      faults.add(workload, name + "image", "a tag that is not latest", container.path("image"));
    }
    for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
      String path = "/health/" + (probe.equals("readinessProbe") ? "readiness" : "liveness");
      faults.expect(
          workload, name + probe, path, container.path(probe).at("/httpGet/path").asText());
    }
    for (String resource :
        List.of("requests/cpu", "requests/memory", "limits/cpu", "limits/memory")) {
      if (container.at("/resources/" + resource).isMissingNode()) {
        faults.add(workload, name + "resources." + resource, "some", "none");
      }
    }
    faults.expect(
        workload,
        name + "memory, all of which is taken at some time",
        container.at("/resources/limits/memory").asText(),
        container.at("/resources/requests/memory").asText());
    JsonNode security = container.path("securityContext");
    faults.expect(
        workload,
        name + "allowPrivilegeEscalation",
        "false",
        security.path("allowPrivilegeEscalation").asText());
    expectTrue(workload, security, "readOnlyRootFilesystem", faults);
    expectTrue(workload, security, "runAsNonRoot", faults);
    if (security.path("privileged").asBoolean()) {
      faults.add(workload, name + "privileged", "false", true);
    }
    faults.expect(
        workload,
        name + "capabilities",
        List.of("ALL"),
        Manifest.texts(security.at("/capabilities/drop")));
    if (!security.at("/capabilities/add").isMissingNode()) {
      faults.add(workload, name + "capabilities", "none added", security.path("capabilities"));
    }
  }

  private static void expectTrue(Manifest where, JsonNode object, String field, Faults faults) {
    faults.expect(where, field, "true", object.path(field).asText());
  }

  /** Checks that every mounted volume exists, and that every volume is mounted. */
  private static void checkVolumes(Manifest workload, Faults faults) {
    Set<String> mounted = new TreeSet<>();
    for (JsonNode container : workload.containers()) {
      container.path("volumeMounts").forEach(mount -> mounted.add(mount.path("name").asText()));
    }
    Set<String> there = new TreeSet<>();
    for (JsonNode volume : workload.pod().path("volumes")) {
      there.add(volume.path("name").asText());
      if (!volume.path("hostPath").isMissingNode()) {
        faults.add(workload, "volumes", "nothing of the node's", volume);
      }
      if (volume.has("emptyDir") && !volume.path("emptyDir").has("sizeLimit")) {
        faults.add(workload, "volumes", "a sizeLimit", volume);
      }
    }
    faults.expect(workload, "volumes", mounted, there);
  }
}
