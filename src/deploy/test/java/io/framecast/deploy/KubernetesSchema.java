package io.framecast.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.Map;

/** Finds unknown and missing fields and wrong types by the models of Kubernetes' OpenAPI. */
final class KubernetesSchema implements Check {
  private static final ObjectMapper JACKSON = new ObjectMapper();

  private static final Map<String, Model> MODELS =
      Map.of(
          "v1 Namespace", new Model(V1Namespace.class, V1Namespace::validateJsonElement),
          "v1 ConfigMap", new Model(V1ConfigMap.class, V1ConfigMap::validateJsonElement),
          "v1 Secret", new Model(V1Secret.class, V1Secret::validateJsonElement),
          "v1 Service", new Model(V1Service.class, V1Service::validateJsonElement),
          "v1 ServiceAccount",
              new Model(V1ServiceAccount.class, V1ServiceAccount::validateJsonElement),
          "apps/v1 StatefulSet", new Model(V1StatefulSet.class, V1StatefulSet::validateJsonElement),
          "apps/v1 Deployment", new Model(V1Deployment.class, V1Deployment::validateJsonElement),
          "policy/v1 PodDisruptionBudget",
              new Model(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement),
          "networking.k8s.io/v1 NetworkPolicy",
              new Model(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement));

  private interface Validation {
    void of(JsonElement json) throws IOException;
  }

  private record Model(Class<?> type, Validation validation) {}

  @Override
  public void check(Manifests manifests, Faults faults) {
    for (Manifest manifest : manifests.all()) {
      Model model = MODELS.get(manifest.apiVersion() + " " + manifest.kind());
      if (model != null) {
        check(manifest, model, faults);
      } else if (!StrimziSchema.knows(manifest)
          && !KedaSchema.knows(manifest)
          && !MonitoringSchema.knows(manifest)) {
        faults.add(
            manifest, "kind", "one that there is a schema for", manifest.apiVersion() + " of it");
      }
    }
  }

  private static void check(Manifest manifest, Model model, Faults faults) {
    JsonElement json = JsonParser.parseString(manifest.json().toString());
    try {
      model.validation.of(json);
      Object typed = JSON.getGson().fromJson(json, model.type);
      RoundTrip.check(manifest, JACKSON.readTree(JSON.getGson().toJson(typed)), faults);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException | RuntimeException e) {
      faults.add(manifest, "schema", "what " + model.type.getSimpleName() + " is", e.getMessage());
    }
  }
}
