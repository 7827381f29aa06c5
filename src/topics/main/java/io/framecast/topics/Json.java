package io.framecast.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes records as JSON, for several threads. It reads exactly the types that it writes,
 * and each key once. It limits depth and size. It ignores unknown fields, since a newer service may
 * write more.
 */
public final class Json {
  /** The largest JSON value; valid records are far smaller. */
  private static final int MOST_BYTES = 256 << 10;

  private static final int MOST_DEPTH = 32;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MOST_DEPTH)
                          .maxStringLength(MOST_BYTES)
                          .maxNameLength(RecordText.MOST_NAME)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
              })
          .build();

  private Json() {}

  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads one value of a record.
   *
   * @throws InvalidRecordException for any other JSON, for {@code null} and for no bytes
   */
  public static <T> T read(byte @Nullable [] value, Class<T> type) {
    String expected = "expected the JSON of a " + type.getSimpleName() + ", found ";
    if (value == null) {
      throw new InvalidRecordException(expected + "no value");
    }
    if (value.length > MOST_BYTES) {
      throw new InvalidRecordException(
          expected + String.format(Locale.ROOT, "%,d bytes", value.length));
    }
    try {
      T found = MAPPER.readValue(value, type);
      if (found == null) {
        throw new InvalidRecordException(expected + "null");
      }
      return found;
    } catch (IOException e) {
      throw new InvalidRecordException(expected + "other bytes", e);
    }
  }
}
