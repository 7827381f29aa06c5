package io.framecast.topics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Records of this room as JSON; both ends may be shared by threads. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  public static ObjectWriter writer(Class<?> type) {
    return MAPPER.writerFor(type);
  }

  public static ObjectReader reader(Class<?> type) {
    return MAPPER.readerFor(type);
  }

  public static byte[] write(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Throws {@link IllegalArgumentException} for what is no such JSON. */
  public static <T> T read(ObjectReader reader, byte[] value, Class<T> type) {
    try {
      return type.cast(reader.readValue(value));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "expected the JSON of a " + type.getSimpleName() + ", found other bytes", e);
    }
  }
}
