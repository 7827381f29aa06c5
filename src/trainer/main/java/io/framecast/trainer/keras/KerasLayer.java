package io.framecast.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer of a Keras configuration.
 *
 * @param className of the layer, or of the one inside of TimeDistributed
 * @param outerClass the class of the layer itself
 * @param groupName its name, which names its group of arrays too
 * @param config of the layer, or of the one inside of TimeDistributed
 * @param inputs the names of the layers that it reads; empty in a Sequential model
 */
record KerasLayer(
    String className, String outerClass, String groupName, JsonNode config, List<String> inputs) {
  private static final int MAX_QUOTED = 120;
  private static final String TIME_DISTRIBUTED = "TimeDistributed";

  static KerasLayer of(JsonNode json) {
    JsonNode config = json.path("config");
    String outer = json.path("class_name").asText("");
    String name = config.path("name").asText(json.path("name").asText(""));
    String inner = outer;
    JsonNode innerConfig = config;
    if (outer.equals(TIME_DISTRIBUTED)) {
      inner = config.path("layer").path("class_name").asText("");
      innerConfig = config.path("layer").path("config");
    }
    if (!config.isObject() || outer.isEmpty()) {
      throw new InvalidKerasFileException(
          "expected a layer with class_name and config, found " + quote(json.toString()));
    }
    KerasLayer layer =
        new KerasLayer(inner, outer, name, innerConfig, inputs(json.path("inbound_nodes")));
    for (JsonNode part : List.of(json, config.path("layer"))) {
      if (isCustom(part)) {
        throw layer.refuse("a layer of Keras", "a custom one, " + part.path("registered_name"));
      }
    }
    if (json.path("inbound_nodes").findValues("training").stream().anyMatch(JsonNode::asBoolean)) {
      throw layer.refuse("a call as in predict", "a call with training=True");
    }
    return layer;
  }

  /** Returns whether a class with any name is not Keras' own. */
  private static boolean isCustom(JsonNode json) {
    String module = json.path("module").asText("keras");
    return json.path("registered_name").asText("").indexOf('>') >= 0
        || !module.matches("(keras|tf_keras|tensorflow)(\\..*)?");
  }

  /** Returns the names of the layers that a list of nodes refers to. */
  static List<String> inputs(JsonNode nodes) {
    List<String> names = new ArrayList<>();
    addInputs(nodes, names);
    return names;
  }

  /** Collects the names of {@code ["name", node, tensor, ...]}, wherever Keras' versions put it. */
  private static void addInputs(JsonNode nodes, List<String> names) {
    if (nodes.isArray()
        && nodes.size() >= 3
        && nodes.get(0).isTextual()
        && nodes.get(1).isInt()
        && nodes.get(2).isInt()) {
      names.add(nodes.get(0).textValue());
    } else {
      nodes.forEach(node -> addInputs(node, names));
    }
  }

  boolean isTimeDistributed() {
    return outerClass.equals(TIME_DISTRIBUTED);
  }

  boolean isRecurrent() {
    return className.equals("ConvLSTM2D");
  }

  /** Returns the exception that this layer cannot be imported. */
  InvalidKerasFileException refuse(String expected, String found) {
    return new InvalidKerasFileException(
        "layer "
            + quote(groupName)
            + " ("
            + quote(className)
            + "): expected "
            + expected
            + ", found "
            + quote(found));
  }

  void require(boolean holds, String expected, String key) {
    if (!holds) {
      throw refuse(expected, key + " " + config.path(key));
    }
  }

  /** Returns the message of a failure, or its kind where it has none. */
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    return quote(message == null ? failure.getClass().getSimpleName() : message);
  }

  static String quote(String found) {
    String line = found.replaceAll("[\\x00-\\x1f]", " ");
    return line.length() <= MAX_QUOTED ? line : line.substring(0, MAX_QUOTED) + "...";
  }
}
