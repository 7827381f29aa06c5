package io.framecast.console.models;

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
 * What a weights file says of itself: {@code __metadata__} of a safetensors header. The numbers are
 * left alone, for whoever serves with them checks them.
 */
final class Provenance {
  /** As for the predictor: a header is a few kilobytes. */
  private static final long MOST_HEADER = 1 << 20;

  /** Of one value; a manifest lists every clip. */
  private static final int MOST_CHARACTERS = 2_000;

  private Provenance() {}

  /** Empty for what is no such file: strangers write to topics. */
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
          if (entry.getValue().isString()) {
            provenance.put(
                RecordText.shortened(entry.getKey(), RecordText.MOST_NAME),
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
      return RecordText.shortened(value, MOST_CHARACTERS);
    }
    String start = RecordText.shortened(value.substring(0, MOST_CHARACTERS), MOST_CHARACTERS);
    return start + " ... of " + value.length() + " characters";
  }
}
