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
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Puts the records of one partition together again, in the log's order. */
public final class CheckpointReader {
  private static final Pattern PLACE = Pattern.compile("(\\d{1,5})/(\\d{1,5})@(-?\\d{1,19})");

  /** Its parts and the whole are held at once, and what is read of it beside the whole. */
  private static final long LARGEST =
      Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 3);

  /** Bytes of parts that may wait beside those of one checkpoint. */
  private static final long MOST_WAITING = 256L << 20;

  /** Of a stream whose newest checkpoint is not complete yet. */
  private static final class Pieces {
    private final String offset;
    private final int parts;
    private final NavigableMap<Integer, byte[]> values = new TreeMap<>();
    private long bytes; // counted, as there may be 65,535 parts

    Pieces(String offset, int parts) {
      this.offset = offset;
      this.parts = parts;
    }

    /** Adds a part, or replaces it. */
    void put(int part, byte[] value) {
      byte[] before = values.put(part, value);
      bytes += value.length - (before == null ? 0 : before.length);
    }

    void clear() {
      values.clear();
      bytes = 0;
    }
  }

  private final Map<String, Pieces> incomplete = new LinkedHashMap<>();
  private final UnreadableRecords unreadable;
  private final long largest;
  private long waiting;

  /** A reader whose unreadable records are counted for itself. */
  public CheckpointReader() {
    this(new UnreadableRecords());
  }

  /**
   * A reader.
   *
   * @param unreadable counts records that are of no stream
   */
  public CheckpointReader(UnreadableRecords unreadable) {
    this(unreadable, LARGEST);
  }

  CheckpointReader(UnreadableRecords unreadable, long largest) {
    this.unreadable = unreadable;
    this.largest = largest;
  }

  /**
   * What a record completes.
   *
   * @param bytes of the stream's checkpoint; null where it was removed
   * @param parts it stands in
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Read(String stream, byte @Nullable [] bytes, int parts) {}

  /** What this record completes; null where there is more to come, and where it is of no stream. */
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
        forget(stream);
      }
      return first ? new Read(stream, null, 0) : null;
    }
    String told = HeaderText.text(record.headers(), CheckpointRecords.PART);
    Matcher place = PLACE.matcher(told == null ? "0/1@0" : told);
    int parts = place.matches() ? Integer.parseInt(place.group(2)) : 1;
    if (parts <= 1) {
      forget(stream);
      return first ? new Read(stream, record.value(), 1) : null;
    }
    return piece(stream, Integer.parseInt(place.group(1)), parts, place.group(3), record.value());
  }

  private @Nullable Read piece(String stream, int part, int parts, String offset, byte[] value) {
    Pieces pieces = incomplete.get(stream);
    if (pieces == null || !pieces.offset.equals(offset) || pieces.parts != parts) {
      forget(stream);
      pieces = new Pieces(offset, parts);
      incomplete.put(stream, pieces);
    }
    if (part < parts) {
      waiting -= pieces.bytes;
      pieces.put(part, value);
      waiting += pieces.bytes;
    }
    if (pieces.values.size() < parts) {
      bound(stream);
      return null;
    }
    forget(stream);
    ByteBuffer whole = ByteBuffer.allocate((int) pieces.bytes);
    pieces.values.values().forEach(whole::put);
    return new Read(stream, whole.array(), parts);
  }

  private void forget(String stream) {
    Pieces pieces = incomplete.remove(stream);
    waiting -= pieces == null ? 0 : pieces.bytes;
  }

  /**
   * Beyond the bound the oldest parts go, and their streams stay incomplete. Ours are written one
   * checkpoint after the other, so all parts but those of the newest one wait in vain.
   */
  private void bound(String newest) {
    Pieces pieces = incomplete.get(newest);
    if (pieces != null && pieces.bytes > largest) {
      waiting -= pieces.bytes;
      pieces.clear();
    }
    for (Map.Entry<String, Pieces> oldest : incomplete.entrySet()) {
      if (waiting <= MOST_WAITING) {
        return;
      }
      if (!oldest.getKey().equals(newest)) {
        waiting -= oldest.getValue().bytes;
        oldest.getValue().clear();
      }
    }
  }

  /** Streams of whose newest checkpoint parts are missing, once all records have been read. */
  public Set<String> incomplete() {
    return Set.copyOf(incomplete.keySet());
  }
}
