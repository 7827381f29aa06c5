package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Compares a manifest with its round trip through a typed model. A number in place of a text, or an
 * unknown word of an enumeration, changes in the round trip.
 */
final class RoundTrip {
  private RoundTrip() {}

  /** Checks that the result contains every given field; it may also contain defaults. */
  static void check(Manifest where, JsonNode back, Faults faults) {
    check(where, "", where.json(), back, faults);
  }

  private static void check(
      Manifest where, String path, JsonNode given, JsonNode back, Faults faults) {
    if (given.isObject() && back.isObject()) {
      for (Map.Entry<String, JsonNode> one : given.properties()) {
        String below = path.isEmpty() ? one.getKey() : path + "." + one.getKey();
        check(where, below, one.getValue(), back.path(one.getKey()), faults);
      }
    } else if (given.isArray() && back.isArray() && given.size() == back.size()) {
      for (int i = 0; i < given.size(); i++) {
        check(where, path + "[" + i + "]", given.get(i), back.get(i), faults);
      }
    } else if (!isSame(given, back) && !isNothing(given, back)) {
      faults.add(where, path, back.isMissingNode() ? "no such field" : back.toString(), given);
    }
  }

  private static boolean isSame(JsonNode given, JsonNode back) {
    boolean numbers = given.isNumber() && back.isNumber();
    return numbers ? given.decimalValue().compareTo(back.decimalValue()) == 0 : given.equals(back);
  }

  /** Returns whether a model omits this empty object or array. */
  private static boolean isNothing(JsonNode given, JsonNode back) {
    return given.isContainerNode() && given.isEmpty() && back.isMissingNode();
  }
}
