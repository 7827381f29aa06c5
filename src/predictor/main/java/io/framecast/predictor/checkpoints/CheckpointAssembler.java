package io.framecast.predictor.checkpoints;

import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.HeaderText;
import io.framecast.topics.StreamId;
import io.framecast.topics.UnreadableRecords;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Assembles checkpoints from the records of one partition, in the log's order. */
public final class CheckpointAssembler {
  private static final Pattern PART_HEADER = Pattern.compile("(\\d{1,5})/(\\d{1,5})@(-?\\d{1,19})");

  /** The largest checkpoint: the heap holds its parts, the whole and the content read from it. */
  private static final long MAX_CHECKPOINT_BYTES =
      Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 3);

  /** The most bytes of parts of incomplete checkpoints that are kept, beside the newest one's. */
  private static final long MAX_WAITING = 256L << 20;

  /** Holds the parts of a stream's newest checkpoint while it is incomplete. */
  private static final class Parts {
    private final String offset;
    private final int count;
    private final NavigableMap<Integer, byte[]> values = new TreeMap<>();
    private long bytes; // a running sum, as there may be 65,535 parts

    Parts(String offset, int count) {
      this.offset = offset;
      this.count = count;
    }

    /** Adds a part, or replaces it. */
    void put(int part, byte[] value) {
      byte[] replaced = values.put(part, value);
      bytes += value.length - (replaced == null ? 0 : replaced.length);
    }

    void clear() {
      values.clear();
      bytes = 0;
    }
  }

  private final Map<String, Parts> incomplete = new LinkedHashMap<>();
  private final UnreadableRecords unreadable;
  private final long largest;
  private long waiting;

  /** Counts unreadable records in a counter of its own. */
  public CheckpointAssembler() {
    this(new UnreadableRecords());
  }

  /**
   * Counts unreadable records in a given counter.
   *
   * @param unreadable counts records whose key names no stream
   */
  public CheckpointAssembler(UnreadableRecords unreadable) {
    this(unreadable, MAX_CHECKPOINT_BYTES);
  }

  CheckpointAssembler(UnreadableRecords unreadable, long largest) {
    this.unreadable = unreadable;
    this.largest = largest;
  }

  /**
   * Holds a stream's whole checkpoint, or the fact that it was removed.
   *
   * @param bytes of the checkpoint; null if it was removed
   * @param parts records that the checkpoint consists of
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Read(String stream, byte @Nullable [] bytes, int parts) {}

  /**
   * Reads the next record. Returns the checkpoint that it completes; null if parts are still
   * missing or the key names no stream.
   */
  public @Nullable Read read(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    boolean first = key == null || key.length == 0 || key[0] != CheckpointRecords.NO_TEXT;
    String stream;
    try {
      int from = first ? 0 : Math.min(key.length, CheckpointRecords.KEY_PREFIX);
      stream = StreamId.of(first ? key : Arrays.copyOfRange(key, from, key.length));
    } catch (RefusedFrameException e) {
      unreadable.add(record, String.valueOf(e.getMessage()));
      return null;
    }
    if (record.value() == null) {
      if (first) {
        remove(stream);
      }
      return first ? new Read(stream, null, 0) : null;
    }
    String header = HeaderText.text(record.headers(), CheckpointRecords.PART);
    Matcher matcher = PART_HEADER.matcher(header == null ? "0/1@0" : header);
    int parts = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 1;
    if (parts <= 1) {
      remove(stream);
      return first ? new Read(stream, record.value(), 1) : null;
    }
    return addPart(
        stream, Integer.parseInt(matcher.group(1)), parts, matcher.group(3), record.value());
  }

  private @Nullable Read addPart(String stream, int part, int parts, String offset, byte[] value) {
    Parts received = incomplete.get(stream);
    if (received == null || !received.offset.equals(offset) || received.count != parts) {
      remove(stream);
      received = new Parts(offset, parts);
      incomplete.put(stream, received);
    }
    if (part < parts) {
      waiting -= received.bytes;
      received.put(part, value);
      waiting += received.bytes;
    }
    if (received.values.size() < parts) {
      enforceLimits(stream);
      return null;
    }
    remove(stream);
    ByteBuffer whole = ByteBuffer.allocate((int) received.bytes);
    received.values.values().forEach(whole::put);
    return new Read(stream, whole.array(), parts);
  }

  private void remove(String stream) {
    Parts removed = incomplete.remove(stream);
    waiting -= removed == null ? 0 : removed.bytes;
  }

  /**
   * Drops the oldest parts above the limit; their streams stay incomplete. A predictor writes one
   * checkpoint after the other, so older incomplete checkpoints are never completed.
   */
  private void enforceLimits(String newest) {
    Parts received = incomplete.get(newest);
    if (received != null && received.bytes > largest) {
      waiting -= received.bytes;
      received.clear();
    }
    for (Map.Entry<String, Parts> oldest : incomplete.entrySet()) {
      if (waiting <= MAX_WAITING) {
        return;
      }
      if (!oldest.getKey().equals(newest)) {
        waiting -= oldest.getValue().bytes;
        oldest.getValue().clear();
      }
    }
  }

  /**
   * Returns the streams whose newest checkpoint lacks parts, once all records are read, and the
   * number of parts that each should have.
   */
  public Map<String, Integer> incomplete() {
    return incomplete.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().count));
  }
}
