package io.framecast.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes weights files as other safetensors writers do. */
public final class ForeignWriter {
  private ForeignWriter() {}

  /** Returns the same weights with the tensors in another order, and without a checksum. */
  public static byte[] rewrite(byte[] file) {
    try {
      int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
      JsonMapper mapper = new JsonMapper();
      ObjectNode header = (ObjectNode) mapper.readTree(new String(file, 8, length, UTF_8));
      ObjectNode metadata = (ObjectNode) header.remove("__metadata__");
      metadata.remove("sha256");
      List<String> names = new ArrayList<>();
      header.fieldNames().forEachRemaining(names::add);
      Collections.reverse(names);
      ObjectNode reversed = mapper.createObjectNode();
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      for (String name : names) {
        ObjectNode entry = (ObjectNode) header.get(name);
        int from = entry.get("data_offsets").get(0).intValue();
        int size = entry.get("data_offsets").get(1).intValue() - from;
        entry.putArray("data_offsets").add(data.size()).add(data.size() + size);
        data.write(file, 8 + length + from, size);
        reversed.set(name, entry);
      }
      reversed.set("__metadata__", metadata);
      byte[] json = reversed.toString().getBytes(UTF_8);
      ByteBuffer written = ByteBuffer.allocate(8 + json.length + data.size());
      return written
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(json.length)
          .put(json)
          .put(data.toByteArray())
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
