package io.framecast.convlstm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the safetensors format: eight bytes of header length (little-endian), a JSON
 * header with each tensor's dtype, shape and offsets, then the data. All tensors are F32, without
 * gaps or overlaps. {@code __metadata__} holds the configuration, the format version and the
 * SHA-256 of the data.
 */
final class Safetensors {

  /** Holds the parsed content of a weights file. */
  record WeightsFile(
      Configuration configuration, Map<String, float[]> tensors, Map<String, String> provenance) {}

  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final String FORMAT = "1";

  /** Parts of the message for a file that holds something else. */
  static final String EXPECTED = "a weights file (safetensors)";

  static final String ADVICE = "trainer.jar's train, init and models fetch write such a file";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Safetensors() {}

  static byte[] write(
      Configuration configuration, Map<String, float[]> tensors, Map<String, String> provenance) {
    int size = tensors.values().stream().mapToInt(t -> t.length * Float.BYTES).sum();
    ByteBuffer data = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    ObjectNode header = MAPPER.createObjectNode();
    ObjectNode metadata = header.putObject("__metadata__");
    configuration
        .tensorShapes()
        .forEach(
            (name, shape) -> {
              ObjectNode entry = header.putObject(name);
              entry.put("dtype", "F32");
              shape.forEach(entry.withArray("shape")::add);
              entry.withArray("data_offsets").add(data.position());
              for (float value : Objects.requireNonNull(tensors.get(name))) {
                data.putFloat(value);
              }
              entry.withArray("data_offsets").add(data.position());
            });
    metadata.put("configuration", ConfigurationJson.write(configuration));
    metadata.put("format_version", FORMAT);
    metadata.put("sha256", sha256(data.array(), 0, size));
    provenance.forEach(metadata::put);
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8; // the format requires aligned data
    ByteBuffer file = ByteBuffer.allocate(8 + padded + size).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded).put(json);
    while (file.position() < 8 + padded) {
      file.put((byte) ' ');
    }
    return file.put(data.array()).array();
  }

  static WeightsFile read(byte[] file) {
    long length = headerLength(file);
    int start = 8 + (int) length;
    JsonNode header = parse(new String(file, 8, (int) length, StandardCharsets.UTF_8));
    Map<String, String> metadata = metadata(header.path("__metadata__"));
    String json = metadata.remove("configuration");
    if (json == null) {
      throw new InvalidWeightsException("expected a configuration in __metadata__, found none");
    }
    requireEqual("format_version", FORMAT, metadata.remove("format_version"));
    requireEqual("sha256", sha256(file, start, file.length - start), metadata.remove("sha256"));
    Configuration configuration = ConfigurationJson.read(json);
    return new WeightsFile(configuration, tensors(configuration, header, file, start), metadata);
  }

  /** Returns the length of the header, which tells a weights file from any other file. */
  private static long headerLength(byte[] file) {
    boolean isSafetensors = file.length > 8 && file[8] == '{';
    long length =
        isSafetensors ? ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong() : -1;
    if (length < 2 || length > MAX_HEADER_BYTES) {
      throw new InvalidWeightsException(
          String.format(
              Locale.ROOT, "expected %s, found %s; %s", EXPECTED, describeStart(file), ADVICE));
    }
    if (length > file.length - 8) {
      throw new InvalidWeightsException(
          String.format(
              Locale.ROOT,
              "expected %s with a header of %d bytes, found only %d: the file is cut short; copy it again",
              EXPECTED,
              length,
              file.length - 8));
    }
    return length;
  }

  private static String describeStart(byte[] file) {
    if (file.length == 0) {
      return "an empty file";
    }
    String start = new String(file, 0, Math.min(16, file.length), StandardCharsets.ISO_8859_1);
    return "a file that begins with \"" + start.replaceAll("[^\\x20-\\x7e]", "?") + "\"";
  }

  /** Checks a key that may be missing, as other programs do not write it, but must not be wrong. */
  private static void requireEqual(String key, String expected, @Nullable String found) {
    if (found != null && !found.equals(expected)) {
      throw new InvalidWeightsException(
          "metadata " + key + ": expected " + expected + ", found " + found);
    }
  }

  private static JsonNode parse(String json) {
    try {
      JsonNode header = MAPPER.readTree(json);
      if (header != null && header.isObject()) {
        return header;
      }
    } catch (JsonProcessingException e) {
      throw new InvalidWeightsException("expected a JSON header: " + e.getOriginalMessage(), e);
    }
    throw new InvalidWeightsException("expected a JSON object as header");
  }

  private static Map<String, String> metadata(JsonNode node) {
    Map<String, String> metadata = new TreeMap<>();
    node.properties()
        .forEach(
            entry -> {
              if (!entry.getValue().isTextual()) {
                throw new InvalidWeightsException(
                    "metadata " + entry.getKey() + ": expected text, found " + entry.getValue());
              }
              metadata.put(entry.getKey(), entry.getValue().textValue());
            });
    return metadata;
  }

  private static Map<String, float[]> tensors(
      Configuration configuration, JsonNode header, byte[] file, int start) {
    Map<String, List<Integer>> shapes = configuration.tensorShapes();
    Map<String, float[]> tensors = new LinkedHashMap<>();
    long[] used = {0};
    header
        .properties()
        .forEach(
            entry -> {
              String name = entry.getKey();
              if (name.equals("__metadata__")) {
                return;
              }
              JsonNode tensor = entry.getValue();
              List<Integer> shape = integers(name, tensor.path("shape"));
              if (!tensor.path("dtype").asText().equals("F32") || !shape.equals(shapes.get(name))) {
                throw new InvalidWeightsException(
                    String.format(
                        Locale.ROOT,
                        "tensor %s: expected %s, found %s %s",
                        name,
                        shapes.containsKey(name) ? "F32 " + shapes.get(name) : "none",
                        tensor.path("dtype").asText("no dtype"),
                        shape));
              }
              long begin = tensor.path("data_offsets").path(0).asLong(-1);
              long end = tensor.path("data_offsets").path(1).asLong(-1);
              long numbers =
                  shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
              if (begin < 0 || end - begin != numbers * Float.BYTES || end > file.length - start) {
                throw new InvalidWeightsException(
                    String.format(
                        Locale.ROOT,
                        "tensor %s: expected %d bytes inside the file, found data_offsets %s",
                        name,
                        numbers * Float.BYTES,
                        tensor.path("data_offsets")));
              }
              used[0] += end - begin;
              float[] values = new float[(int) numbers];
              ByteBuffer.wrap(file, start + (int) begin, (int) (end - begin))
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .asFloatBuffer()
                  .get(values);
              tensors.put(name, values);
            });
    if (used[0] != file.length - start && tensors.keySet().equals(shapes.keySet())) {
      throw new InvalidWeightsException(
          "expected " + used[0] + " bytes of numbers, found " + (file.length - start));
    }
    return tensors;
  }

  private static List<Integer> integers(String name, JsonNode node) {
    List<Integer> integers = new ArrayList<>();
    for (JsonNode value : node) {
      if (!value.isInt() || value.intValue() < 0) {
        throw new InvalidWeightsException(
            "tensor " + name + ": expected a shape of whole numbers, found " + node);
      }
      integers.add(value.intValue());
    }
    return integers;
  }

  static String version(byte[] file) {
    return sha256(file, 0, file.length).substring(0, 16);
  }

  private static String sha256(byte[] bytes, int from, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, length);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-256", e);
    }
  }
}
