package io.framecast.convlstm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The JSON of a {@link Configuration}: every key is required, and no other is taken. */
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

  /** Of a message that quotes what it found, in characters. */
  private static final int LONGEST = 500;

  private ConfigurationJson() {}

  /** One line of JSON, keys in the order of the record. */
  public static String write(Configuration configuration) {
    try {
      return MAPPER.writeValueAsString(configuration);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration is always JSON", e);
    }
  }

  /** Throws {@link RefusedWeightsException} for unknown, missing or impossible values. */
  public static Configuration read(String json) {
    try {
      Configuration read = MAPPER.readValue(json, Configuration.class);
      if (read == null) {
        throw new RefusedWeightsException("configuration refused: expected an object, found null");
      }
      return read;
    } catch (JsonMappingException e) {
      String impossible =
          e.getCause() instanceof IllegalArgumentException cause ? cause.getMessage() : null;
      String said = impossible == null ? firstLine(e.getOriginalMessage()) : impossible;
      throw new RefusedWeightsException("configuration refused: " + said + at(e), e);
    } catch (JsonProcessingException e) {
      throw new RefusedWeightsException(
          "configuration refused: expected JSON, found: " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static String at(JsonMappingException e) {
    return e.getPath().isEmpty() ? "" : " (at " + e.getPathReference() + ")";
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }
}
