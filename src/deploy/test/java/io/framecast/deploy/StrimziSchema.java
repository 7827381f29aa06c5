package io.framecast.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.List;
import java.util.Map;

/**
 * Finds unknown fields, wrong types and words by Strimzi's published classes of its custom resource
 * definitions, and resources without a cluster.
 */
final class StrimziSchema implements Check {
  private static final String V1 = "kafka.strimzi.io/v1";
  private static final String CLUSTER = "/metadata/labels/strimzi.io~1cluster";

  private static final Map<String, Class<?>> MODELS =
      Map.of(
          "Kafka", Kafka.class,
          "KafkaNodePool", KafkaNodePool.class,
          "KafkaTopic", KafkaTopic.class,
          "KafkaUser", KafkaUser.class);

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .annotationIntrospector(new NothingElse())
          .build();

  /** Rejects unknown fields, which the classes would otherwise keep. */
  private static final class NothingElse extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      return false;
    }
  }

  static boolean knows(Manifest manifest) {
    return manifest.apiVersion().equals(V1) && MODELS.containsKey(manifest.kind());
  }

  @Override
  public void check(Manifests manifests, Faults faults) {
    for (Manifest manifest : manifests.all()) {
      if (knows(manifest)) {
        check(manifest, faults);
        belongs(manifests, manifest, faults);
      }
    }
    manifests.of("Kafka").forEach(kafka -> checkCluster(manifests, kafka, faults));
  }

  private static void check(Manifest manifest, Faults faults) {
    try {
      Object typed = STRICT.treeToValue(manifest.json(), MODELS.get(manifest.kind()));
      ObjectNode back = STRICT.valueToTree(typed);
      back.put("apiVersion", V1); // the classes always write the version before
      RoundTrip.check(manifest, back, faults);
    } catch (JsonProcessingException e) {
      faults.add(manifest, "schema", "what Strimzi takes", e.getOriginalMessage());
    }
  }

  private static void belongs(Manifests manifests, Manifest manifest, Faults faults) {
    if (!manifest.is("Kafka") && !manifests.has("Kafka", manifest.at(CLUSTER).asText())) {
      faults.add(
          manifest, "metadata.labels", "strimzi.io/cluster of a Kafka", manifest.at(CLUSTER));
    }
  }

  /** Checks that the node pools have brokers and controllers. */
  private static void checkCluster(Manifests manifests, Manifest kafka, Faults faults) {
    List<String> roles =
        manifests
            .of("KafkaNodePool")
            .flatMap(pool -> Manifest.texts(pool.at("/spec/roles")).stream())
            .toList();
    for (String role : List.of("controller", "broker")) {
      if (!roles.contains(role)) {
        faults.add(kafka, "node pools", "one of role " + role, roles);
      }
    }
    faults.expect(
        kafka,
        "spec.kafka.authorization",
        "simple",
        kafka.at("/spec/kafka/authorization/type").asText());
    for (JsonNode listener : kafka.at("/spec/kafka/listeners")) {
      if (!listener.path("tls").asBoolean() || listener.path("authentication").isMissingNode()) {
        faults.add(kafka, "spec.kafka.listeners", "TLS and authentication", listener);
      }
    }
  }
}
