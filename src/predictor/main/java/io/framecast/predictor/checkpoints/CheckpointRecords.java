package io.framecast.predictor.checkpoints;

import io.framecast.frames.FrameHeaders;
import io.framecast.topics.HeaderText;
import io.framecast.topics.StreamId;
import io.framecast.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Creates the records of checkpoints for the compacted topic, which keeps the last record of each
 * key. The key is the stream's id. A checkpoint larger than a record is split into parts. Part 0
 * has that key; part {@code k} has the byte ff, {@code k} as u16 and the id. Such a key is not
 * UTF-8, so it cannot be a stream's id. A header holds the part's number, the number of parts and
 * the checkpoint's offset, so parts of different checkpoints never mix. Another header names the
 * version of the weights, so that an operator sees which versions are still needed. A third one
 * names the topic of the frames, so that a predictor of another topic leaves the checkpoint alone.
 */
public final class CheckpointRecords {
  /** Names the topic of the frames that a checkpoint includes. */
  public static final String FRAMES = "framecast-frames";

  static final String PART = "framecast-part";
  static final byte NO_TEXT = (byte) 0xff;
  static final int KEY_PREFIX = 1 + Short.BYTES;
  static final int MAX_PARTS = 0xffff;

  private final Topics topics;
  private final int partBytes;

  /**
   * Creates records of the checkpoints topic.
   *
   * @param partBytes the largest value of one record
   */
  public CheckpointRecords(Topics topics, int partBytes) {
    this.topics = topics;
    this.partBytes = partBytes;
  }

  /** Returns how many records a checkpoint of this size consists of. */
  public int parts(int bytes) {
    return Math.max(1, (bytes + partBytes - 1) / partBytes);
  }

  /** Returns the records of a checkpoint that replaces one of {@code before} parts, 0 for none. */
  public List<ProducerRecord<byte[], byte[]>> write(
      int partition, String stream, long offset, String model, byte[] bytes, int before) {
    int parts = parts(bytes.length);
    if (parts > MAX_PARTS) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "expected a checkpoint of at most %d parts of %d bytes, found %d bytes",
              MAX_PARTS,
              partBytes,
              bytes.length));
    }
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(parts);
    for (int k = 0; k < parts; k++) {
      int end = Math.min(bytes.length, (k + 1) * partBytes);
      byte[] value = parts == 1 ? bytes : Arrays.copyOfRange(bytes, k * partBytes, end);
      var record = new ProducerRecord<>(topics.checkpoints(), partition, key(stream, k), value);
      HeaderText.add(record.headers(), PART, k + "/" + parts + "@" + offset);
      HeaderText.add(record.headers(), FrameHeaders.MODEL, model);
      HeaderText.add(record.headers(), FRAMES, topics.frames());
      records.add(record);
    }
    addTombstones(records, partition, stream, parts, before);
    return records;
  }

  /** Returns the records that remove a checkpoint of this many parts. */
  public List<ProducerRecord<byte[], byte[]>> tombstones(int partition, String stream, int parts) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(parts);
    addTombstones(records, partition, stream, 0, parts);
    return records;
  }

  private void addTombstones(
      List<ProducerRecord<byte[], byte[]>> records,
      int partition,
      String stream,
      int from,
      int to) {
    for (int k = from; k < to; k++) {
      records.add(new ProducerRecord<>(topics.checkpoints(), partition, key(stream, k), null));
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
