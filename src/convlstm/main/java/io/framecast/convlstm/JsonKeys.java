package io.framecast.convlstm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of one JSON object of a configuration. Every message names the path of the key,
 * what was expected and what was found.
 */
final class JsonKeys {

  /** A message quotes at most this many characters. */
  private static final int MAX_QUOTED = 80;

  private final JsonNode object;
  private final String path;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * Reads an object.
   *
   * @param path of the object, empty for the outermost one
   */
  JsonKeys(JsonNode object, String path) {
    this.object = object;
    this.path = path;
    if (!object.isObject()) {
      throw invalid(path.isEmpty() ? "" : path + ": ", "an object", object);
    }
  }

  boolean has(String key) {
    known.add(key);
    return object.has(key);
  }

  int integer(String key) {
    return integer(key, required(key));
  }

  private int integer(String key, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw invalid(at(key), "a whole number", value);
    }
    return value.intValue();
  }

  int integer(String key, int defaultValue) {
    return has(key) ? integer(key) : defaultValue;
  }

  double number(String key) {
    return number(key, required(key));
  }

  private double number(String key, JsonNode value) {
    if (!value.isNumber()) {
      throw invalid(at(key), "a number", value);
    }
    return value.doubleValue();
  }

  double number(String key, double defaultValue) {
    return has(key) ? number(key) : defaultValue;
  }

  boolean bool(String key, boolean defaultValue) {
    if (!has(key)) {
      return defaultValue;
    }
    JsonNode value = required(key);
    if (!value.isBoolean()) {
      throw invalid(at(key), "true or false", value);
    }
    return value.booleanValue();
  }

  String text(String key, String defaultValue) {
    if (!has(key)) {
      return defaultValue;
    }
    JsonNode value = required(key);
    if (!value.isTextual()) {
      throw invalid(at(key), "text", value);
    }
    return value.textValue();
  }

  /** Reads one of the constants by its name in lower case; null as default if it is required. */
  <E extends Enum<E>> E choice(String key, Class<E> type, @Nullable E defaultValue) {
    if (defaultValue != null && !has(key)) {
      return defaultValue;
    }
    JsonNode value = required(key);
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (value.isTextual() && name.equals(value.textValue())) {
        return constant;
      }
      names.add(name);
    }
    throw invalid(at(key), "one of " + String.join(", ", names), value);
  }

  /** Reads a number, or a list of them. */
  List<Float> numbers(String key, float defaultValue) {
    if (!has(key)) {
      return List.of(defaultValue);
    }
    JsonNode value = required(key);
    List<Float> numbers = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(each -> numbers.add((float) number(key, each)));
    } else {
      numbers.add((float) number(key, value));
    }
    return numbers;
  }

  /** Reads a whole number, which counts for both sides, or a list of two: rows and columns. */
  int[] pair(String key, int @Nullable ... defaultValue) {
    if (defaultValue != null && !has(key)) {
      return defaultValue;
    }
    JsonNode value = required(key);
    if (!value.isArray()) {
      int both = integer(key, value);
      return new int[] {both, both};
    }
    if (value.size() != 2) {
      throw invalid(at(key), "one or two whole numbers", value);
    }
    return new int[] {integer(key, value.get(0)), integer(key, value.get(1))};
  }

  /** Reads an object. */
  JsonKeys object(String key) {
    return new JsonKeys(required(key), join(key));
  }

  /** Reads a list of objects. */
  List<JsonKeys> objects(String key) {
    JsonNode value = required(key);
    if (!value.isArray()) {
      throw invalid(at(key), "a list", value);
    }
    List<JsonKeys> objects = new ArrayList<>();
    for (JsonNode each : value) {
      objects.add(new JsonKeys(each, join(key) + "[" + objects.size() + "]"));
    }
    return objects;
  }

  /**
   * Creates a value of this object, whose other keys are refused.
   *
   * @param create throws {@link IllegalArgumentException} for a value outside its range
   */
  <T> T create(Function<JsonKeys, T> create) {
    T value;
    try {
      value = create.apply(this);
    } catch (IllegalArgumentException e) {
      String prefix = path.isEmpty() ? "" : path + ".";
      throw new InvalidWeightsException("configuration refused: " + prefix + e.getMessage(), e);
    }
    requireNoOthers();
    return value;
  }

  private void requireNoOthers() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new InvalidWeightsException(
                    String.format(
                        Locale.ROOT,
                        "configuration refused: %sexpected one of the keys %s, found %s",
                        path.isEmpty() ? "" : path + ": ",
                        String.join(", ", known),
                        quote(name)));
              }
            });
  }

  private JsonNode required(String key) {
    known.add(key);
    JsonNode value = object.get(key);
    if (value == null) {
      throw new InvalidWeightsException(
          "configuration refused: " + at(key) + "expected a value, found none");
    }
    return value;
  }

  private String join(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String at(String key) {
    return join(key) + ": ";
  }

  private static InvalidWeightsException invalid(String at, String expected, JsonNode found) {
    return new InvalidWeightsException(
        "configuration refused: "
            + at
            + "expected "
            + expected
            + ", found "
            + quote(found.toString()));
  }

  private static String quote(String found) {
    return found.length() <= MAX_QUOTED ? found : found.substring(0, MAX_QUOTED) + "...";
  }
}
