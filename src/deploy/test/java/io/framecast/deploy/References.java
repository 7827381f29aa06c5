package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Checks that every reference by name exists, down to the key. */
final class References implements Check {
  /** Secrets that a person or Strimzi's cluster operator creates. */
  private static final Map<String, Set<String>> EXTERNAL =
      Map.of("framecast-admin", Set.of("token"));

  /** Secrets that may be missing. */
  private static final Set<String> OPTIONAL = Set.of("framecast-kafka-credentials");

  @Override
  public void check(Manifests manifests, Faults faults) {
    Map<String, Set<String>> secrets = secrets(manifests);
    manifests
        .workloads()
        .forEach(
            workload -> {
              String account = workload.pod().path("serviceAccountName").asText();
              if (!manifests.has("ServiceAccount", account)) {
                faults.add(workload, "serviceAccountName", "a ServiceAccount", account);
              }
              for (JsonNode container : workload.containers()) {
                checkContainer(manifests, secrets, workload, container, faults);
              }
              for (JsonNode volume : workload.pod().path("volumes")) {
                checkVolume(manifests, secrets, workload, volume, faults);
              }
            });
    manifests
        .of("TriggerAuthentication")
        .forEach(
            login -> {
              for (JsonNode ref : login.at("/spec/secretTargetRef")) {
                expectSecret(secrets, login, ref.path("name"), ref.path("key"), faults);
              }
              for (JsonNode ref : login.at("/spec/configMapTargetRef")) {
                expectConfigMap(manifests, login, ref.path("name"), ref.path("key"), faults);
              }
            });
  }

  /** Returns names and keys of all objects. */
  private static Map<String, Set<String>> secrets(Manifests manifests) {
    Map<String, Set<String>> secrets = new TreeMap<>(EXTERNAL);
    manifests
        .of("KafkaUser")
        .filter(user -> user.at("/spec/authentication/type").asText().equals("scram-sha-512"))
        .forEach(user -> secrets.put(user.name(), Set.of("password", "sasl.jaas.config")));
    manifests
        .of("Kafka")
        .forEach(kafka -> secrets.put(kafka.name() + "-cluster-ca-cert", Set.of("ca.crt")));
    return secrets;
  }

  private static void checkContainer(
      Manifests manifests,
      Map<String, Set<String>> secrets,
      Manifest workload,
      JsonNode container,
      Faults faults) {
    for (JsonNode from : container.path("envFrom")) {
      JsonNode map = from.path("configMapRef");
      JsonNode secret = from.path("secretRef");
      if (!map.isMissingNode() && !manifests.has("ConfigMap", map.path("name").asText())) {
        faults.add(workload, "envFrom", "a ConfigMap", map);
      }
      boolean optional =
          secret.path("optional").asBoolean() && OPTIONAL.contains(secret.path("name").asText());
      if (!secret.isMissingNode() && !optional) {
        expectSecret(secrets, workload, secret.path("name"), null, faults);
      }
    }
    for (JsonNode variable : container.path("env")) {
      JsonNode map = variable.at("/valueFrom/configMapKeyRef");
      JsonNode secret = variable.at("/valueFrom/secretKeyRef");
      if (!map.isMissingNode()) {
        expectConfigMap(manifests, workload, map.path("name"), map.path("key"), faults);
      }
      if (!secret.isMissingNode()) {
        expectSecret(secrets, workload, secret.path("name"), secret.path("key"), faults);
      }
    }
  }

  private static void checkVolume(
      Manifests manifests,
      Map<String, Set<String>> secrets,
      Manifest workload,
      JsonNode volume,
      Faults faults) {
    JsonNode secret = volume.path("secret");
    for (JsonNode item : secret.path("items")) {
      expectSecret(secrets, workload, secret.path("secretName"), item.path("key"), faults);
    }
    if (!secret.isMissingNode() && secret.path("items").isEmpty()) {
      expectSecret(secrets, workload, secret.path("secretName"), null, faults);
    }
    JsonNode map = volume.path("configMap");
    if (!map.isMissingNode() && !manifests.has("ConfigMap", map.path("name").asText())) {
      faults.add(workload, "volumes", "a ConfigMap", volume);
    }
  }

  private static void expectConfigMap(
      Manifests manifests, Manifest where, JsonNode name, JsonNode key, Faults faults) {
    boolean found =
        manifests.has("ConfigMap", name.asText())
            && manifests.one("ConfigMap", name.asText()).at("/data").has(key.asText());
    if (!found) {
      faults.add(where, "ConfigMap " + name.asText(), "key " + key, "none");
    }
  }

  private static void expectSecret(
      Map<String, Set<String>> secrets,
      Manifest where,
      JsonNode name,
      @org.jspecify.annotations.Nullable JsonNode key,
      Faults faults) {
    Set<String> keys = secrets.get(name.asText());
    if (keys == null || (key != null && !keys.contains(key.asText()))) {
      faults.add(where, "Secret " + name.asText(), key == null ? "one" : "key " + key, keys);
    }
  }
}
