package io.framecast.trainer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;

/**
 * A layer of a Keras configuration. Its values must have the types that Keras writes: a value of
 * another type would be taken for the default.
 *
 * @param className of the layer, or of the one inside of TimeDistributed
 * @param outerClass the class of the layer itself
 * @param groupName its name, which names its group of arrays too
 * @param config of the layer, or of the one inside of TimeDistributed
 * @param nodes how it is called; missing in a Sequential model
 * @param inputShape that the layer itself declares; missing for most
 */
record KerasLayer(
    String className,
    String outerClass,
    String groupName,
    JsonNode config,
    JsonNode nodes,
    JsonNode inputShape) {
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
    JsonNode shape =
        config.has("batch_shape") ? config.path("batch_shape") : config.path("batch_input_shape");
    KerasLayer layer =
        new KerasLayer(inner, outer, name, innerConfig, json.path("inbound_nodes"), shape);
    for (JsonNode part : List.of(json, config.path("layer"))) {
      if (isCustom(part)) {
        throw layer.refuse(
            "a layer of Keras",
            "a custom one: module "
                + part.path("module")
                + ", registered_name "
                + part.path("registered_name"));
      }
    }
    return layer;
  }

  /**
   * Returns whether a class with any name is not Keras' own. Since Keras 3 each has a module, which
   * is null for a class of the user's that is not registered.
   */
  static boolean isCustom(JsonNode json) {
    JsonNode module = json.path("module");
    String registered = json.path("registered_name").asText("");
    return (!registered.isEmpty() && !registered.equals(json.path("class_name").asText()))
        || (!module.isMissingNode()
            && !module.asText("").matches("(keras|tf_keras|tensorflow)(\\..*)?"));
  }

  /** Returns the names of the layers that it reads; none in a Sequential model. */
  List<String> inputs() {
    return InboundNodes.names(nodes);
  }

  /** Returns a value that is true or false. */
  boolean flag(String key, boolean missing) {
    JsonNode value = config.path(key);
    require(isLeftOut(value) || value.isBoolean(), "true or false", key);
    return isLeftOut(value) ? missing : value.booleanValue();
  }

  /** Returns a number; Keras 2 writes some as arrays of one number. */
  double number(String key, double missing) {
    JsonNode value = config.path(key);
    JsonNode one = "ndarray".equals(value.path("type").asText()) ? value.path("value") : value;
    require(isLeftOut(value) || one.isNumber(), "a number", key);
    return isLeftOut(value) ? missing : one.doubleValue();
  }

  /** Returns a text. */
  String text(String key, String missing) {
    JsonNode value = config.path(key);
    require(isLeftOut(value) || value.isTextual(), "a text", key);
    return isLeftOut(value) ? missing : value.textValue();
  }

  /** Returns the whole numbers of a list, or one whole number for all. */
  int[] wholes(String key, int count) {
    JsonNode value = config.path(key);
    int[] wholes = new int[count];
    for (int k = 0; k < count; k++) {
      JsonNode one = value.isArray() && count > 1 ? value.path(k) : value;
      require(one.isInt(), count == 1 ? "a whole number" : count + " whole numbers", key);
      wholes[k] = one.intValue();
    }
    require(!value.isArray() || value.size() == count, count + " whole numbers", key);
    return wholes;
  }

  /** Does the same; each is 1 if the key is left out. */
  int[] wholesOr1(String key, int count) {
    if (isLeftOut(config.path(key))) {
      int[] ones = new int[count];
      Arrays.fill(ones, 1);
      return ones;
    }
    return wholes(key, count);
  }

  private static boolean isLeftOut(JsonNode value) {
    return value.isMissingNode() || value.isNull();
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
