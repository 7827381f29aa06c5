package io.framecast.convlstm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** Reads and writes a {@link Configuration} as JSON; every key is required, others are refused. */
public final class ConfigurationJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** A message quotes at most this many characters. */
  private static final int MAX_MESSAGE_LENGTH = 500;

  private ConfigurationJson() {}

  /** Returns one line of JSON with the keys in the order of the record. */
  public static String write(Configuration configuration) {
    try {
      return MAPPER.writeValueAsString(configuration);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the configuration cannot be written as JSON", e);
    }
  }

  /** Returns the same as maps, lists, numbers and texts. */
  static Map<String, Object> toMap(Configuration configuration) {
    return MAPPER.convertValue(configuration, new TypeReference<Map<String, Object>>() {});
  }

  /** Parses JSON; throws {@link InvalidWeightsException} for unknown, missing or invalid values. */
  public static Configuration read(String json) {
    try {
      Configuration read = MAPPER.readValue(json, Configuration.class);
      if (read == null) {
        throw new InvalidWeightsException("configuration refused: expected an object, found null");
      }
      return read;
    } catch (JsonMappingException e) {
      String reason =
          e.getCause() instanceof IllegalArgumentException cause ? cause.getMessage() : null;
      String detail = reason == null ? firstLine(e.getOriginalMessage()) : reason;
      throw new InvalidWeightsException("configuration refused: " + detail + location(e), e);
    } catch (JsonProcessingException e) {
      throw new InvalidWeightsException(
          "configuration refused: expected JSON, found: " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static String location(JsonMappingException e) {
    return e.getPath().isEmpty() ? "" : " (at " + e.getPathReference() + ")";
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.length() <= MAX_MESSAGE_LENGTH
        ? line
        : line.substring(0, MAX_MESSAGE_LENGTH) + "...";
  }
}
