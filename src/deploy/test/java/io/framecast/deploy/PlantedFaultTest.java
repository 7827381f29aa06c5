package io.framecast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Plants one fault at a time in correct manifests. In the tables below a value of {@code -} removes
 * the field.
 */
@EnabledIf("io.framecast.deploy.Kustomize#isThere")
class PlantedFaultTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static Manifests sound = new Manifests(List.of());

  @BeforeAll
  static void rendering() {
    sound = Kustomize.overlay("keda");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // unknown and missing fields, wrong types
        "StatefulSet | framecast-predictor | /spec/replicaz | 3",
        "StatefulSet | framecast-predictor | /spec/replicas | \"two\"",
        "StatefulSet | framecast-predictor | /spec/selector | -",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/img | \"x:1\"",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/ports/0/containerPort | \"http\"",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/name | -",
        "StatefulSet | framecast-predictor | /spec/template/spec/terminationGracePeriodSeconds | \"long\"",
        "Deployment | framecast-trainer | /spec/replicas | true",
        "Deployment | framecast-trainer | /spec/replicas | \"1\"",
        "Deployment | framecast-trainer | /spec/strategy/type | 1",
        "Deployment | framecast-trainer | /spec/template/spec/containers | {}",
        "Deployment | framecast-console | /apiVersion | \"extensions/v1beta1\"",
        "Deployment | framecast-console | /kind | \"Deploymnet\"",
        "Service | framecast-console | /spec/ports/0/port | \"eighty\"",
        "Service | framecast-console | /spec/selectors | {\"a\":\"b\"}",
        "ConfigMap | framecast-keda | /data/username | 7",
        "NetworkPolicy | framecast-names | /spec/egress/0/ports/0/protocoll | \"UDP\"",
        "PodDisruptionBudget | framecast-predictor | /spec/maxUnavailble | 1",
        // selectors
        "StatefulSet | framecast-predictor | /spec/template/metadata/labels/app.kubernetes.io~1name | \"predictor\"",
        "Deployment | framecast-trainer | /spec/selector/matchLabels/app.kubernetes.io~1name | \"framecast-console\"",
        "Service | framecast-trainer | /spec/selector/app.kubernetes.io~1name | \"trainer\"",
        "PodDisruptionBudget | framecast-predictor | /spec/selector/matchLabels/app.kubernetes.io~1name | \"x\"",
        "NetworkPolicy | framecast-asked | /spec/ingress/0/from/0/podSelector/matchLabels/app.kubernetes.io~1name | \"x\"",
        "NetworkPolicy | framecast-closed | /spec/policyTypes | [\"Ingress\"]",
        "StatefulSet | framecast-predictor | /spec/serviceName | \"framecast-console\"",
        // ports
        "Service | framecast-predictor | /spec/ports/0/targetPort | \"web\"",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/livenessProbe/httpGet/port | \"web\"",
        "NetworkPolicy | framecast-console-asks | /spec/egress/0/ports/0/port | 8083",
        "NetworkPolicy | framecast-asked | /spec/ingress/0/ports/0/port | \"web\"",
        // pods
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/image | \"framecast/predictor\"",
        "Deployment | framecast-trainer | /spec/template/spec/containers/0/image | \"framecast/trainer:latest\"",
        "Deployment | framecast-trainer | /spec/template/spec/containers/0/image | \"host:5000/framecast/trainer\"",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/readinessProbe | -",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/livenessProbe/httpGet/path | \"/health/readiness\"",
        "Deployment | framecast-console | /spec/template/spec/containers/0/startupProbe | -",
        "Deployment | framecast-console | /spec/template/spec/containers/0/resources | -",
        "Deployment | framecast-trainer | /spec/template/spec/containers/0/resources/limits/memory | -",
        "Deployment | framecast-trainer | /spec/template/spec/containers/0/resources/limits/memory | \"4 Gi\"",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/securityContext | -",
        "StatefulSet | framecast-predictor | /spec/template/spec/securityContext | -",
        "StatefulSet | framecast-predictor | /spec/template/spec/securityContext/runAsUser | 0",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem | false",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/securityContext/privileged | true",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/securityContext/capabilities/drop | []",
        "StatefulSet | framecast-predictor | /spec/template/spec/volumes/0/name | \"scratch\"",
        "StatefulSet | framecast-predictor | /spec/template/spec/automountServiceAccountToken | true",
        "Deployment | framecast-trainer | /spec/template/spec/enableServiceLinks | -",
        // references
        "Deployment | framecast-trainer | /spec/template/spec/serviceAccountName | \"trainer\"",
        "Deployment | framecast-trainer | /spec/template/spec/containers/0/envFrom/1/configMapRef/name | \"framecast-trainer\"",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/env/0/valueFrom/secretKeyRef/key | \"jaas\"",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/env/0/valueFrom/secretKeyRef/name | \"framecast-trainer\"",
        "StatefulSet | framecast-predictor | /spec/template/spec/volumes/0/secret/secretName | \"ca\"",
        "TriggerAuthentication | framecast-kafka | /spec/secretTargetRef/0/key | \"pass\"",
        "TriggerAuthentication | framecast-kafka | /spec/configMapTargetRef/0/name | \"keda\"",
        // secrets
        "ConfigMap | framecast-keda | /data/password | \"hunter2\"",
        "ConfigMap | framecast-keda | /data/url | \"http://me:hunter2@host\"",
        "Deployment | framecast-console | /spec/template/spec/containers/0/env/0 | {\"name\":\"FRAMECAST_ADMIN_TOKEN\",\"value\":\"hunter2\"}",
        "Deployment | framecast-console | /kind | \"Secret\"",
        // ids
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/env/2 | {\"name\":\"KAFKA_TRANSACTIONAL_ID\",\"value\":\"predictor\"}",
        "StatefulSet | framecast-predictor | /spec/template/spec/containers/0/env/1/valueFrom/fieldRef/fieldPath | \"metadata.uid\"",
        "StatefulSet | framecast-predictor | /metadata/name | \"framecast-servers\"",
        // Strimzi
        "Kafka | framecast | /spec/kafka/listener | []",
        "Kafka | framecast | /spec/kafka/listeners/0/tls | false",
        "Kafka | framecast | /spec/kafka/listeners/0/port | \"tls\"",
        "Kafka | framecast | /spec/kafka/authorization/type | \"anyone\"",
        "Kafka | framecast | /apiVersion | \"kafka.strimzi.io/v1alpha1\"",
        "KafkaNodePool | broker | /spec/roles/0 | \"brokr\"",
        "KafkaNodePool | controller | /spec/roles/0 | \"broker\"",
        "KafkaNodePool | broker | /spec/storage/volumes/0/sise | \"1Gi\"",
        "KafkaTopic | framecast.models | /spec/partitionz | 1",
        "KafkaTopic | framecast.models | /spec/replicas | \"three\"",
        "KafkaTopic | framecast.models | /spec/partitions | 2",
        "KafkaTopic | framecast.models | /spec/config/cleanup.policy | \"delete\"",
        "KafkaTopic | framecast.models | /spec/config/max.message.bytes | 1048576",
        "KafkaTopic | framecast.checkpoints | /spec/partitions | 12",
        "KafkaTopic | framecast.checkpoints | /spec/config/retention.ms | 1000",
        "KafkaTopic | framecast.frames | /metadata/name | \"frames\"",
        "KafkaTopic | framecast.frames | /metadata/labels/strimzi.io~1cluster | \"other\"",
        // rights
        "KafkaUser | framecast-predictor | /spec/authorization/acls/0/operation | \"Read\"",
        "KafkaUser | framecast-predictor | /spec/authorization/acls/0/operations/0 | \"Reed\"",
        "KafkaUser | framecast-predictor | /spec/authorization/acls/0/operations/0 | \"All\"",
        "KafkaUser | framecast-predictor | /spec/authorization/acls/9 | -",
        "KafkaUser | framecast-predictor | /spec/authorization/acls/9/resource/patternType | -",
        "KafkaUser | framecast-predictor | /spec/authorization/acls/9/resource/name | \"predictor-\"",
        "KafkaUser | framecast-trainer | /spec/authorization/acls/7 | -",
        "KafkaUser | framecast-console | /spec/authorization/acls/8/resource/name | \"framecast-models\"",
        "KafkaUser | framecast-console | /spec/authorization/acls/0/resource/type | \"cluster\"",
        "KafkaUser | framecast-keda | /spec/authentication/type | \"plain\"",
        // scaling
        "ScaledObject | framecast-predictor | /spec/maxReplicaCount | 25",
        "ScaledObject | framecast-predictor | /spec/maxReplicas | 12",
        "ScaledObject | framecast-predictor | /spec/minReplicaCount | 0",
        "ScaledObject | framecast-predictor | /spec/pollingInterval | \"soon\"",
        "ScaledObject | framecast-predictor | /spec/scaleTargetRef/name | \"predictor\"",
        "ScaledObject | framecast-predictor | /spec/triggers/0/metadata/topic | \"frames\"",
        "ScaledObject | framecast-predictor | /spec/triggers/0/metadata/consumerGroup | \"predictor\"",
        "ScaledObject | framecast-predictor | /spec/triggers/0/metadata/lagThreshold | 2000",
        "ScaledObject | framecast-predictor | /spec/triggers/0/metadata/limitToPartitionsWithLag | \"false\"",
        "ScaledObject | framecast-predictor | /spec/triggers/0/metadata/excludePersistentLag | -",
        "ScaledObject | framecast-predictor | /spec/triggers/0/authenticationRef/name | \"kafka\"",
        "ScaledObject | framecast-predictor | /spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/stabilizationWindowSeconds | 30",
        "StatefulSet | framecast-predictor | /spec/replicas | 2"
      })
  void findsAPlantedFault(String kind, String name, String pointer, String value) throws Exception {
    Manifests faulty = planted(sound, kind, name, pointer, value);

    assertThat(Check.faults(faulty))
        .as("%s %s, %s = %s", kind, name, pointer, value)
        .isNotEmpty()
        .allMatch(fault -> fault.contains("expected") && fault.contains("found"));
  }

  /** Shows that planting itself causes no fault. */
  @Test
  void findsNothingWithoutAPlantedFault() {
    assertThat(Check.faults(copy(sound))).isEmpty();
  }

  @Test
  void findsAnUnknownSetting() throws Exception {
    Manifest map =
        sound
            .of("ConfigMap")
            .filter(one -> one.name().contains("predictor"))
            .findAny()
            .orElseThrow();
    Manifests faulty =
        planted(sound, "ConfigMap", map.name(), "/data/FRAMECAST_MAX_FILLED", "\"4\"");
    Map<String, String> variables =
        Variables.of(faulty, faulty.one("StatefulSet", "framecast-predictor"));

    assertThat(SettingsInManifestsTest.refusal("predictor", variables))
        .contains("expected a known setting");
  }

  private static Manifests copy(Manifests manifests) {
    return new Manifests(
        manifests.all().stream().map(one -> new Manifest(one.json().deepCopy())).toList());
  }

  private static Manifests planted(
      Manifests manifests, String kind, String name, String pointer, String value)
      throws JsonProcessingException {
    Manifests faulty = copy(manifests);
    JsonPointer at = JsonPointer.compile(pointer);
    JsonNode parent = faulty.one(kind, name).json().at(at.head());
    JsonPointer last = at.last();
    if (parent instanceof ArrayNode array) {
      if (value.equals("-")) {
        array.remove(last.getMatchingIndex());
      } else {
        array.set(last.getMatchingIndex(), JSON.readTree(value));
      }
    } else if (value.equals("-")) {
      assertThat(((ObjectNode) parent).remove(last.getMatchingProperty())).as(pointer).isNotNull();
    } else {
      ((ObjectNode) parent).set(last.getMatchingProperty(), JSON.readTree(value));
    }
    return faulty;
  }
}
