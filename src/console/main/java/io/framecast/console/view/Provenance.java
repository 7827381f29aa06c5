package io.framecast.console.view;

import io.framecast.topics.RecordText;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the provenance of a weights file: {@code __metadata__} in the safetensors header. It does
 * not read the weights, because the predictors check them.
 */
final class Provenance {
  /** The same limit as the predictor's; a usual header has a few kilobytes. */
  private static final long MOST_HEADER = 1 << 20;

  /** The longest value that is shown; a manifest lists every clip. */
  private static final int MOST_CHARACTERS = 2_000;

  private static final int MOST_ENTRIES = 100;

  private Provenance() {}

  /** Returns the metadata, empty for any other file, since anyone may write to a topic. */
  static Map<String, String> of(byte[] file, JsonMapper json) {
    if (file.length < Long.BYTES) {
      return Map.of();
    }
    long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > Math.min(MOST_HEADER, file.length - Long.BYTES)) {
      return Map.of();
    }
    try {
      byte[] header = Arrays.copyOfRange(file, Long.BYTES, Long.BYTES + (int) length);
      JsonNode said = json.readValue(header, JsonNode.class).get("__metadata__");
      Map<String, String> provenance = new LinkedHashMap<>();
      if (said != null && said.isObject()) {
        for (Map.Entry<String, JsonNode> entry : said.entries()) {
          if (entry.getValue().isString() && provenance.size() < MOST_ENTRIES) {
            provenance.put(
                RecordText.shorten(entry.getKey(), RecordText.MOST_NAME),
                shortened(entry.getValue().getStringValue()));
          }
        }
      }
      return provenance;
    } catch (IOException | RuntimeException e) {
      return Map.of();
    }
  }

  private static String shortened(String value) {
    if (value.length() <= MOST_CHARACTERS) {
      return RecordText.shorten(value, MOST_CHARACTERS);
    }
    String start = RecordText.shorten(value.substring(0, MOST_CHARACTERS), MOST_CHARACTERS);
    return start + " ... of " + value.length() + " characters";
  }
}
