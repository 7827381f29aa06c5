package io.framecast.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Creates scores, events and champions in JSON with one invalid field. */
final class MalformedJson {
  private static final List<Map<String, String>> GOOD =
      List.of(
          fields(
              "stream", "\"malformed\"",
              "sequence", "7",
              "source", "\"framecast.frames-0@7\"",
              "model", "\"0123456789abcdef\"",
              "mse", "0.5",
              "mae", "0.5",
              "bce", "0.5",
              "ssim", "0.5",
              "skill", "0.5"),
          fields(
              "event", "\"reset\"",
              "stream", "\"malformed\"",
              "source", "\"framecast.frames-0@7\"",
              "reason", "\"expected a, found b\""),
          fields(
              "version", "\"0123456789abcdef\"",
              "sha256", "\"00\"",
              "promoted", "\"2026-01-02T03:04:05Z\"",
              "by", "\"an operator\"",
              "reason", "\"better\""));

  private static final List<String> ODD =
      List.of(
          "null",
          "5",
          "-5",
          "1.5",
          "1e999",
          "-1e999",
          "NaN",
          "\"NaN\"",
          "\"-Infinity\"",
          "\"5\"",
          "\"\"",
          "true",
          "[]",
          "[[[]]]",
          "{}",
          "9223372036854775808",
          "\"\\ud800\"",
          "\"\\u0000\\u001b[2J\"",
          "\"" + "x".repeat(20_000) + "\"");

  private MalformedJson() {}

  private static Map<String, String> fields(String... namesAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  static List<String> all() {
    List<String> all = new ArrayList<>();
    for (Map<String, String> good : GOOD) {
      for (String field : good.keySet()) {
        Map<String, String> without = new LinkedHashMap<>(good);
        without.remove(field);
        all.add(json(without, ""));
        all.add(json(good, ",\"" + field + "\":" + good.get(field)));
        for (String odd : ODD) {
          Map<String, String> changed = new LinkedHashMap<>(good);
          changed.put(field, odd);
          all.add(json(changed, ""));
        }
      }
      all.add(json(good, "") + json(good, ""));
      all.add("[" + json(good, "") + "]");
      all.add(json(good, "").substring(1));
    }
    for (String source : MalformedRecords.SOURCES) {
      Map<String, String> changed = new LinkedHashMap<>(GOOD.get(0));
      changed.put("source", "\"" + source + "\"");
      all.add(json(changed, ""));
    }
    return all;
  }

  private static String json(Map<String, String> fields, String more) {
    List<String> pairs = new ArrayList<>();
    fields.forEach((name, value) -> pairs.add("\"" + name + "\":" + value));
    return "{" + String.join(",", pairs) + more + "}";
  }
}
