package io.framecast.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What a typed model makes of a manifest, held against the manifest: a number in place of a text,
 * or a word that is none of an enumeration, comes back as something else.
 */
final class RoundTrip {
  private RoundTrip() {}

  /** Whatever is given must be in what came back; defaults may be there beside it. */
  static void look(Manifest where, JsonNode back, Faults faults) {
    look(where, "", where.json(), back, faults);
  }

  private static void look(
      Manifest where, String path, JsonNode given, JsonNode back, Faults faults) {
    if (given.isObject() && back.isObject()) {
      for (Map.Entry<String, JsonNode> one : given.properties()) {
        String below = path.isEmpty() ? one.getKey() : path + "." + one.getKey();
        look(where, below, one.getValue(), back.path(one.getKey()), faults);
      }
    } else if (given.isArray() && back.isArray() && given.size() == back.size()) {
      for (int i = 0; i < given.size(); i++) {
        look(where, path + "[" + i + "]", given.get(i), back.get(i), faults);
      }
    } else if (!isSame(given, back) && !isNothing(given, back)) {
      faults.add(where, path, back.isMissingNode() ? "no such field" : back.toString(), given);
    }
  }

  private static boolean isSame(JsonNode given, JsonNode back) {
    boolean numbers = given.isNumber() && back.isNumber();
    return numbers ? given.decimalValue().compareTo(back.decimalValue()) == 0 : given.equals(back);
  }

  /** An empty object or array that a model leaves out. */
  private static boolean isNothing(JsonNode given, JsonNode back) {
    return given.isContainerNode() && given.isEmpty() && back.isMissingNode();
  }
}
