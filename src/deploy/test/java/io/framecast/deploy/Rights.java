package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.framecast.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Checks that each user has exactly the rights that its clients need. A change of a service's
 * requests needs a change of the table here and of the manifests.
 */
final class Rights implements Check {
  private static final Topics T = Topics.DEFAULT;

  /** The predictors' group, which is also the prefix of their transactional ids. */
  static final String GROUP = "framecast-predictor";

  /** The transactional id that all writers of the registry share. */
  private static final String REGISTRY = "transactionalId framecast-models-" + T.models();

  private static final Map<String, Set<String>> NEEDED =
      Map.of(
          "framecast-predictor",
          Set.of(
              "topic " + T.frames() + " [DescribeConfigs, Read]",
              "topic " + T.checkpoints() + " [DescribeConfigs, Read, Write]",
              "topic " + T.predictions() + " [DescribeConfigs, Read, Write]",
              "topic " + T.forecasts() + " [DescribeConfigs, Write]",
              "topic " + T.scores() + " [DescribeConfigs, Write]",
              "topic " + T.deadLetters() + " [DescribeConfigs, Read, Write]",
              "topic " + T.events() + " [DescribeConfigs, Write]",
              "topic " + T.models() + " [Read]",
              "group " + GROUP + " [Read]",
              "transactionalId " + GROUP + "-* [Describe, Write]"),
          "framecast-trainer",
          Set.of(
              "topic " + T.frames() + " [DescribeConfigs, Read]",
              "topic " + T.scores() + " [DescribeConfigs, Read]",
              "topic " + T.checkpoints() + " [DescribeConfigs, Read]",
              "topic " + T.predictions() + " [Describe, DescribeConfigs]",
              "topic " + T.deadLetters() + " [Describe, DescribeConfigs]",
              "topic " + T.models() + " [DescribeConfigs, Read, Write]",
              "topic " + T.events() + " [DescribeConfigs, Read, Write]",
              REGISTRY + " [Describe, Write]"),
          "framecast-console",
          Set.of(
              "topic " + T.frames() + " [Read]",
              "topic " + T.predictions() + " [Read]",
              "topic " + T.forecasts() + " [Read]",
              "topic " + T.scores() + " [Read]",
              "topic " + T.deadLetters() + " [Read]",
              "topic " + T.events() + " [Read, Write]",
              "topic " + T.models() + " [DescribeConfigs, Read, Write]",
              "group " + GROUP + " [Describe]",
              REGISTRY + " [Describe, Write]"),
          "framecast-camera",
          Set.of("topic " + T.frames() + " [Write]"),
          "framecast-keda",
          Set.of("topic " + T.frames() + " [Describe]", "group " + GROUP + " [Describe]"));

  /** Returns the table as ACLs of a broker. */
  static List<AclBinding> bindings() {
    List<AclBinding> bindings = new ArrayList<>();
    NEEDED.forEach(
        (user, rights) -> {
          for (String right : rights) {
            String[] words = right.replaceAll("[\\[\\],]", "").split(" ");
            boolean prefixed = words[1].endsWith("*");
            ResourcePattern resource =
                new ResourcePattern(
                    words[0].equals("transactionalId")
                        ? ResourceType.TRANSACTIONAL_ID
                        : ResourceType.fromString(words[0]),
                    words[1].replace("*", ""),
                    prefixed ? PatternType.PREFIXED : PatternType.LITERAL);
            for (String operation : List.of(words).subList(2, words.length)) {
              AclOperation allowed =
                  operation.equals("DescribeConfigs")
                      ? AclOperation.DESCRIBE_CONFIGS
                      : AclOperation.fromString(operation);
              bindings.add(
                  new AclBinding(
                      resource,
                      new AccessControlEntry(
                          "User:" + user, "*", allowed, AclPermissionType.ALLOW)));
            }
          }
        });
    return bindings;
  }

  @Override
  public void check(Manifests manifests, Faults faults) {
    manifests.of("KafkaUser").forEach(user -> check(user, faults));
    if (manifests.of("Kafka").findAny().isPresent()) {
      manifests.workloads().forEach(workload -> checkLogin(manifests, workload, faults));
      manifests
          .workloads()
          .filter(workload -> variable(workload, "KAFKA_TRANSACTIONAL_ID") != null)
          .forEach(workload -> checkIds(manifests, workload, faults));
    }
  }

  private static void check(Manifest user, Faults faults) {
    Set<String> found = new TreeSet<>();
    for (JsonNode acl : user.at("/spec/authorization/acls")) {
      JsonNode resource = acl.path("resource");
      String star = resource.path("patternType").asText().equals("prefix") ? "*" : "";
      found.add(
          String.format(
              Locale.ROOT,
              "%s %s%s %s",
              resource.path("type").asText(),
              resource.path("name").asText(),
              star,
              new TreeSet<>(Manifest.texts(acl.path("operations")))));
      if (!acl.path("type").asText("allow").equals("allow") || acl.has("host")) {
        faults.add(user, "acls", "what is allowed from anywhere", acl);
      }
      if (acl.has("operation")) {
        faults.add(user, "acls", "operations, as since v1", acl);
      }
    }
    Set<String> needed = new TreeSet<>(NEEDED.getOrDefault(user.name(), Set.of()));
    for (String right : needed) {
      if (!found.contains(right)) {
        faults.add(user, "acls", right, "none of it");
      }
    }
    found.removeAll(needed);
    for (String right : found) {
      faults.add(user, "acls", "nothing that its clients do not need", right);
    }
  }

  /** Checks that a workload logs in as the user of its own name. */
  private static void checkLogin(Manifests manifests, Manifest workload, Faults faults) {
    JsonNode login = variable(workload, "KAFKA_SASL_JAAS_CONFIG");
    String secret = login == null ? "" : login.at("/valueFrom/secretKeyRef/name").asText();
    faults.expect(workload, "KAFKA_SASL_JAAS_CONFIG", workload.name(), secret);
    if (!manifests.has("KafkaUser", secret)) {
      faults.add(workload, "KAFKA_SASL_JAAS_CONFIG", "of a KafkaUser", secret);
    }
  }

  /** Checks that a user may use the ids that are pod names. */
  private static void checkIds(Manifests manifests, Manifest workload, Faults faults) {
    String pods = workload.name() + "-";
    boolean covered =
        manifests
            .of("KafkaUser")
            .filter(user -> user.name().equals(workload.name()))
            .flatMap(user -> Manifest.items(user.at("/spec/authorization/acls")))
            .filter(acl -> acl.at("/resource/type").asText().equals("transactionalId"))
            .filter(acl -> acl.at("/resource/patternType").asText().equals("prefix"))
            .filter(acl -> Manifest.texts(acl.path("operations")).contains("Write"))
            .anyMatch(acl -> pods.startsWith(acl.at("/resource/name").asText()));
    if (!covered) {
      faults.add(workload, "KAFKA_TRANSACTIONAL_ID", "an ACL for ids " + pods + "*", "none");
    }
  }

  static @Nullable JsonNode variable(Manifest workload, String name) {
    return workload.containers().stream()
        .flatMap(container -> Manifest.items(container.path("env")))
        .filter(one -> one.path("name").asText().equals(name))
        .findFirst()
        .orElse(null);
  }
}
