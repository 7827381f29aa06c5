package io.framecast.trainer.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Parses the JSON of a Keras file. */
final class KerasJson {
  /** The configuration of a network of a hundred layers has about 200 kB. */
  static final int MAX_BYTES = 8 << 20;

  /** Python writes NaN and Infinity, in parts that nothing here reads. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private KerasJson() {}

  static JsonNode parse(String text) {
    if (text.length() > MAX_BYTES) {
      throw new InvalidKerasFileException(
          "expected a configuration of at most " + MAX_BYTES + " bytes, found " + text.length());
    }
    try {
      JsonNode parsed = MAPPER.readTree(text);
      if (parsed != null && parsed.isObject()) {
        return parsed;
      }
    } catch (JsonProcessingException e) {
      String line = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InvalidKerasFileException(
          "expected a configuration in JSON, found: " + KerasLayer.quote(line), e);
    }
    throw new InvalidKerasFileException("expected a configuration that is a JSON object");
  }
}
