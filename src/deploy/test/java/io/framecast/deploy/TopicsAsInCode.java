package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Checks that the KafkaTopics match the topics that the code creates. */
final class TopicsAsInCode implements Check {
  private static final Topics NAMES = Topics.DEFAULT;
  private static final List<String> COMPACTED = List.of(NAMES.checkpoints(), NAMES.models());
  private static final List<String> COPARTITIONED =
      List.of(NAMES.predictions(), NAMES.scores(), NAMES.checkpoints());
  private static final int STATE_BYTES = 8 << 20;

  /** The smallest record limits, for a weights file, a part of a state and a frame. */
  private static final Map<String, Integer> MIN_BYTES =
      Map.of(NAMES.checkpoints(), STATE_BYTES, NAMES.models(), STATE_BYTES);

  private static final int REASON_BYTES = 64 << 10;
  private static final int FRAME_BYTES = FrameLimits.DEFAULT.maxBytes() + REASON_BYTES;

  static List<String> names() {
    return List.of(
        NAMES.frames(),
        NAMES.predictions(),
        NAMES.scores(),
        NAMES.deadLetters(),
        NAMES.checkpoints(),
        NAMES.models(),
        NAMES.events());
  }

  @Override
  public void check(Manifests manifests, Faults faults) {
    List<Manifest> topics = manifests.of("KafkaTopic").toList();
    if (topics.isEmpty()) {
      return;
    }
    Manifest first = topics.get(0);
    faults.expect(
        first,
        "names of all KafkaTopics",
        new TreeSet<>(names()),
        new TreeSet<>(topics.stream().map(TopicsAsInCode::name).toList()));
    int partitions =
        topics.stream()
            .filter(topic -> name(topic).equals(NAMES.frames()))
            .mapToInt(topic -> topic.at("/spec/partitions").asInt())
            .findFirst()
            .orElse(0);
    topics.forEach(topic -> check(topic, partitions, faults));
  }

  private static String name(Manifest topic) {
    JsonNode name = topic.at("/spec/topicName");
    return name.isMissingNode() ? topic.name() : name.asText();
  }

  private static void check(Manifest topic, int partitions, Faults faults) {
    String name = name(topic);
    JsonNode config = topic.at("/spec/config");
    faults.expect(
        topic,
        "cleanup.policy",
        COMPACTED.contains(name) ? "compact" : "delete",
        config.path("cleanup.policy").asText());
    if (COPARTITIONED.contains(name)) {
      faults.expect(topic, "partitions", partitions, topic.at("/spec/partitions").asInt());
    }
    if (name.equals(NAMES.models()) || name.equals(NAMES.events())) {
      faults.expect(topic, "partitions", 1, topic.at("/spec/partitions").asInt());
    }
    int min = MIN_BYTES.getOrDefault(name, FRAME_BYTES);
    if (name.equals(NAMES.deadLetters())) {
      min += REASON_BYTES;
    }
    if (config.path("max.message.bytes").asInt() < min) {
      faults.add(topic, "max.message.bytes", "at min " + min, config.path("max.message.bytes"));
    }
    if (COMPACTED.contains(name) && (config.has("retention.ms") || config.has("retention.bytes"))) {
      faults.add(topic, "config", "no retention of what is compacted", config);
    }
  }
}
