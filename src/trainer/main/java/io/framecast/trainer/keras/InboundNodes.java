package io.framecast.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a functional model calls a layer: on which other layers, and with which arguments. */
final class InboundNodes {
  private InboundNodes() {}

  /** Returns the names of the layers that a list of nodes refers to. */
  static List<String> names(JsonNode nodes) {
    List<String> names = new ArrayList<>();
    addNames(nodes, names);
    return names;
  }

  /** Collects the names of {@code ["name", node, tensor, ...]}, wherever Keras' versions put it. */
  private static void addNames(JsonNode nodes, List<String> names) {
    if (isTensor(nodes)) {
      names.add(nodes.get(0).textValue());
    } else {
      nodes.forEach(node -> addNames(node, names));
    }
  }

  private static boolean isTensor(JsonNode node) {
    return node.isArray()
        && node.size() >= 3
        && node.get(0).isTextual()
        && node.get(1).isInt()
        && node.get(2).isInt();
  }

  /**
   * Refuses a call with an initial state, a mask, or another argument: as an object {@code {args,
   * kwargs}} in Keras 3, and as the fourth element of a tensor before.
   */
  static void requirePlainCalls(KerasLayer layer) {
    requirePlainCalls(layer, layer.nodes());
  }

  private static void requirePlainCalls(KerasLayer layer, JsonNode nodes) {
    if (isTensor(nodes)) {
      requireNone(layer, nodes.path(3));
    } else if (nodes.has("args")) {
      if (nodes.path("args").size() > 1) {
        throw layer.refuse("a call with its input alone", "more arguments");
      }
      requireNone(layer, nodes.path("kwargs"));
    } else {
      nodes.forEach(node -> requirePlainCalls(layer, node));
    }
  }

  private static void requireNone(KerasLayer layer, JsonNode arguments) {
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      JsonNode value = argument.getValue();
      if (!value.isNull() && !(value.isBoolean() && !value.booleanValue())) {
        throw layer.refuse(
            "a call with its input alone, as in predict", argument.getKey() + " " + value);
      }
    }
  }
}
