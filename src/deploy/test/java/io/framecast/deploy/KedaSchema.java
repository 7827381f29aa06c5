package io.framecast.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;

/**
 * Checks KEDA's resources by the fields in use, since no package registry has its definitions. Add
 * a new field here as {@code config/crd/bases} of its repository defines it.
 */
final class KedaSchema implements Check {
  private static final String V1 = "keda.sh/v1alpha1";
  private static final Map<String, Class<?>> MODELS =
      Map.of("ScaledObject", ScaledObject.class, "TriggerAuthentication", Authentication.class);
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  record ScaledObject(String apiVersion, String kind, Meta metadata, Spec spec) {}

  record Meta(String name, String namespace) {}

  record Spec(
      Target scaleTargetRef,
      int pollingInterval,
      int minReplicaCount,
      int maxReplicaCount,
      Advanced advanced,
      List<Trigger> triggers) {}

  record Target(String apiVersion, String kind, String name) {}

  record Advanced(Autoscaler horizontalPodAutoscalerConfig) {}

  record Autoscaler(Behaviour behavior) {}

  record Behaviour(Rules scaleUp, Rules scaleDown) {}

  record Rules(int stabilizationWindowSeconds, List<Policy> policies) {}

  record Policy(String type, int value, int periodSeconds) {}

  /** All metadata are texts. */
  record Trigger(String type, KafkaLag metadata, Name authenticationRef) {}

  record Name(String name) {}

  record KafkaLag(
      String bootstrapServers,
      String consumerGroup,
      String topic,
      String lagThreshold,
      String offsetResetPolicy,
      String limitToPartitionsWithLag,
      String excludePersistentLag,
      String allowIdleConsumers,
      String version,
      String sasl,
      String tls) {}

  record Authentication(String apiVersion, String kind, Meta metadata, Parameters spec) {}

  record Parameters(List<Parameter> configMapTargetRef, List<Parameter> secretTargetRef) {}

  record Parameter(String parameter, String name, String key) {}

  static boolean knows(Manifest manifest) {
    return manifest.apiVersion().equals(V1) && MODELS.containsKey(manifest.kind());
  }

  @Override
  public void check(Manifests manifests, Faults faults) {
    for (Manifest manifest : manifests.all()) {
      if (knows(manifest)) {
        try {
          Object typed = STRICT.treeToValue(manifest.json(), MODELS.get(manifest.kind()));
          RoundTrip.check(manifest, STRICT.valueToTree(typed), faults);
        } catch (JsonProcessingException e) {
          faults.add(manifest, "schema", "what KEDA takes", e.getOriginalMessage());
        }
      }
    }
  }
}
