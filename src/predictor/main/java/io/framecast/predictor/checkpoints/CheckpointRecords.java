package io.framecast.predictor.checkpoints;

import io.framecast.frames.FrameHeaders;
import io.framecast.topics.HeaderText;
import io.framecast.topics.StreamId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Checkpoints as records of the compacted topic, which keeps the last of each key. The key is the
 * stream's id. A checkpoint larger than a record may be goes in parts: the first under that key,
 * part {@code k} under the byte ff, {@code k} as u16 and the id, which is no UTF-8 and so no
 * stream's. A header tells part, parts and the checkpoint's offset; parts of different checkpoints
 * never mix. Another names the version of the weights, for whoever wants to remove versions.
 */
public final class CheckpointRecords {
  static final String PART = "framecast-part";
  static final byte NO_TEXT = (byte) 0xff;
  static final int KEY_PREFIX = 1 + Short.BYTES;
  static final int MOST_PARTS = 0xffff;

  private final String topic;
  private final int partBytes;

  /**
   * Of this topic.
   *
   * @param partBytes the most that one record's value takes
   */
  public CheckpointRecords(String topic, int partBytes) {
    this.topic = topic;
    this.partBytes = partBytes;
  }

  /** How many records a checkpoint of so many bytes is. */
  public int parts(int bytes) {
    return Math.max(1, (bytes + partBytes - 1) / partBytes);
  }

  /**
   * The records of a checkpoint that takes the place of one in {@code before} parts, 0 for none.
   */
  public List<ProducerRecord<byte[], byte[]>> write(
      int partition, String stream, long offset, String model, byte[] bytes, int before) {
    int parts = parts(bytes.length);
    if (parts > MOST_PARTS) {
      throw new IllegalStateException(
          "expected a checkpoint of at most %d parts of %d bytes, found %d bytes"
              .formatted(MOST_PARTS, partBytes, bytes.length));
    }
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(parts);
    for (int k = 0; k < parts; k++) {
      int end = Math.min(bytes.length, (k + 1) * partBytes);
      byte[] value = parts == 1 ? bytes : Arrays.copyOfRange(bytes, k * partBytes, end);
      var record = new ProducerRecord<>(topic, partition, key(stream, k), value);
      HeaderText.add(record.headers(), PART, k + "/" + parts + "@" + offset);
      HeaderText.add(record.headers(), FrameHeaders.MODEL, model);
      records.add(record);
    }
    forget(records, partition, stream, parts, before);
    return records;
  }

  /** The records that remove a checkpoint in so many parts. */
  public List<ProducerRecord<byte[], byte[]>> forget(int partition, String stream, int parts) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(parts);
    forget(records, partition, stream, 0, parts);
    return records;
  }

  private void forget(
      List<ProducerRecord<byte[], byte[]>> records,
      int partition,
      String stream,
      int from,
      int to) {
    for (int k = from; k < to; k++) {
      records.add(new ProducerRecord<>(topic, partition, key(stream, k), null));
    }
  }

  private static byte[] key(String stream, int part) {
    byte[] id = StreamId.bytes(stream);
    if (part == 0) {
      return id;
    }
    return ByteBuffer.allocate(KEY_PREFIX + id.length)
        .put(NO_TEXT)
        .putShort((short) part)
        .put(id)
        .array();
  }
}
