package io.framecast.broker;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of malformed records. The tests of each room send them to the room's readers: no reader
 * may fail, stop or read one of them again and again.
 */
public final class MalformedRecords {
  /** The stream id of malformed records that have a valid key. */
  public static final String STREAM = "malformed";

  private static final int DEPTH = 100_000;
  private static final int MEBIBYTE = 1 << 20;

  private MalformedRecords() {}

  /** Returns all records: with malformed values, keys and headers. */
  public static List<MalformedRecord> all() {
    List<MalformedRecord> all = new ArrayList<>();
    Map<String, byte @Nullable []> values = values();
    values.forEach(
        (name, value) -> {
          all.add(record("value " + name, STREAM.getBytes(UTF_8), value));
          all.add(record("champion " + name, "champion".getBytes(UTF_8), value));
        });
    for (String name : List.of("no JSON", "of a weights file that ends early", "null", "{}")) {
      byte[] value = values.get(name);
      keys(value).forEach((key, k) -> all.add(record("key " + key + ", " + name, k, value)));
    }
    all.addAll(withHeaders());
    return all;
  }

  /** Returns records with the largest values that a topic accepts. */
  public static List<MalformedRecord> largest(int recordBytes) {
    int bytes = recordBytes - 1_024;
    byte[] stream = STREAM.getBytes(UTF_8);
    byte[] zeros = new byte[bytes];
    return List.of(
        record(
            String.format(Locale.ROOT, "%,d times [", bytes),
            stream,
            "[".repeat(bytes).getBytes(UTF_8)),
        record(
            String.format(Locale.ROOT, "a weights file of %,d zeros", bytes),
            modelKey(zeros),
            zeros),
        record(
            String.format(Locale.ROOT, "a champion of %,d characters", bytes),
            "champion".getBytes(UTF_8),
            ("\"" + "x".repeat(bytes - 2) + "\"").getBytes(UTF_8)));
  }

  private static MalformedRecord record(
      String name, byte @Nullable [] key, byte @Nullable [] value) {
    return new MalformedRecord(name, key, value, Map.of());
  }

  private static Map<String, byte @Nullable []> values() {
    Map<String, byte @Nullable []> values = new LinkedHashMap<>();
    values.put("none", null);
    for (String json :
        List.of("", "null", "{}", "[]", "5", "\"5\"", "true", "NaN", "{", "{\"a\":", "\u0000")) {
      values.put(json, json.getBytes(UTF_8));
    }
    values.put("no JSON", "no JSON".getBytes(UTF_8));
    values.put("of " + DEPTH + " arrays", "[".repeat(DEPTH).getBytes(UTF_8));
    values.put("of " + DEPTH + " objects", "{\"stream\":".repeat(DEPTH).getBytes(UTF_8));
    values.put("not UTF-8", new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'});
    values.put("in UTF-16", "{\"version\":5}".getBytes(UTF_16BE));
    values.put("of 1 MiB", ("{\"event\":\"" + "x".repeat(MEBIBYTE) + "\"}").getBytes(UTF_8));
    values.put(
        "of a number of 1,000 digits",
        ("{\"sequence\":" + "9".repeat(1_000) + "}").getBytes(UTF_8));
    values.put(
        "of a PNG that ends early", HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452"));
    values.put("of an npy that ends early", HexFormat.of().parseHex("934e554d505901007600"));
    values.put("of a checkpoint that ends early", "FCCP\u0000\u0001".getBytes(UTF_8));
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0, 2, MEBIBYTE}) {
      values.put("of a weights header of " + length + " bytes", weights(length, "{}"));
    }
    values.put("of a weights file that ends early", new byte[] {8, 0, 0});
    values.put("of a weights header of null", weights(4, "null"));
    values.put("of a weights file without numbers", weights(20, "{\"__metadata__\":null}"));
    String noConfiguration = "{\"__metadata__\":{\"configuration\":\"null\"}}";
    values.put(
        "of a weights file of no network", weights(noConfiguration.length(), noConfiguration));
    MalformedJson.all().forEach(json -> values.put(json, json.getBytes(UTF_8)));
    return values;
  }

  private static byte[] weights(long headerBytes, String header) {
    byte[] json = header.getBytes(UTF_8);
    return ByteBuffer.allocate(Long.BYTES + json.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(headerBytes)
        .put(json)
        .array();
  }

  private static Map<String, byte @Nullable []> keys(byte @Nullable [] value) {
    Map<String, byte @Nullable []> keys = new LinkedHashMap<>();
    keys.put("none", null);
    keys.put("empty", new byte[0]);
    keys.put("not UTF-8", new byte[] {(byte) 0xc3, 0x28});
    keys.put("of 257 bytes", "k".repeat(257).getBytes(UTF_8));
    keys.put("of 100,000 bytes", "k".repeat(100_000).getBytes(UTF_8));
    keys.put("with control characters", "\u001b[2J\r\n\u0000".getBytes(UTF_8));
    keys.put("of a part", new byte[] {(byte) 0xff, 0, 1, 'm'});
    keys.put("of a part of no stream", new byte[] {(byte) 0xff, 0});
    keys.put("of no version", "model/".getBytes(UTF_8));
    keys.put("of another version", "model/0123456789abcdef".getBytes(UTF_8));
    keys.put("of its version", modelKey(value));
    return keys;
  }

  private static byte[] modelKey(byte @Nullable [] file) {
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(file == null ? new byte[0] : file);
      return ("model/" + HexFormat.of().formatHex(sha256, 0, 8)).getBytes(UTF_8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static List<MalformedRecord> withHeaders() {
    Map<String, byte @Nullable []> texts = new LinkedHashMap<>();
    texts.put("null", null);
    for (String text :
        List.of(
            "", "x", "-1", "+1", "1e3", "1.5", "\u0663", "0x10", "99999999999999999999", ",,")) {
      texts.put("\"" + text + "\"", text.getBytes(UTF_8));
    }
    texts.put("not UTF-8", new byte[] {(byte) 0xff, (byte) 0xfe});
    texts.put("of 100,000 characters", "9,".repeat(50_000).getBytes(UTF_8));
    List<MalformedRecord> all = new ArrayList<>();
    for (String header : HEADERS.keySet()) {
      texts.forEach(
          (name, text) -> all.add(predictionLike(header + " " + name).with(header, text)));
    }
    for (String source : SOURCES) {
      all.add(predictionLike("source " + source).with("framecast-source", source.getBytes(UTF_8)));
    }
    for (String part : List.of("0/99999@1", "7/3@1", "1/2@-1", "0/0@0", "0/2@" + "9".repeat(19))) {
      all.add(predictionLike("part " + part).with("framecast-part", part.getBytes(UTF_8)));
    }
    return all;
  }

  /** Returns a record with valid headers of every kind. */
  private static MalformedRecord predictionLike(String name) {
    MalformedRecord record = record(name, STREAM.getBytes(UTF_8), new byte[] {1, 2, 3});
    for (Map.Entry<String, String> header : HEADERS.entrySet()) {
      record = record.with(header.getKey(), header.getValue().getBytes(UTF_8));
    }
    return record;
  }

  static final List<String> SOURCES =
      List.of(
          "@",
          "-",
          "-0@0",
          "framecast.frames",
          "framecast.frames-0",
          "framecast.frames@0",
          "framecast.frames--1@0",
          "framecast.frames-0@-1",
          "framecast.frames-+1@0",
          "framecast.frames-0@1e3",
          "framecast.frames-2147483648@0",
          "framecast.frames-2147483647@9223372036854775807",
          "framecast.frames-0@9223372036854775808",
          "framecast.frames-0@2147483648",
          "framecast.frames-\u0663@0",
          "elsewhere-0@0",
          "x".repeat(300) + "-0@0");

  private static final Map<String, String> HEADERS = headers();

  private static Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "image/png");
    headers.put("sequence", "7");
    headers.put("ce_sequence", "7");
    headers.put("framecast-reset", "false");
    headers.put("framecast-model", "0123456789abcdef");
    headers.put("framecast-source", "elsewhere-0@0");
    headers.put("framecast-frames-seen", "3");
    headers.put("framecast-filled", "0");
    headers.put("framecast-part", "0/1@5");
    headers.put("framecast-before", "0123456789abcdef");
    headers.put("framecast-error-class", "java.lang.Error");
    headers.put("framecast-error-message", "expected a, found b");
    headers.put("framecast-original-topic", "framecast.frames");
    headers.put("framecast-original-partition", "0");
    headers.put("framecast-original-offset", "0");
    headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    headers.put("tracestate", "a=1");
    return headers;
  }
}
