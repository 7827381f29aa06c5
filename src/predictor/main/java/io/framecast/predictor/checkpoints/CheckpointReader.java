package io.framecast.predictor.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.topics.TextHeaders;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Puts the records of one partition together again, in the log's order. */
public final class CheckpointReader {
  private static final Pattern PLACE = Pattern.compile("(\\d{1,5})/(\\d{1,5})@(-?\\d{1,19})");

  /** Of a stream whose newest checkpoint is not complete yet. */
  private record Pieces(String offset, byte[][] values) {}

  private final Map<String, Pieces> incomplete = new HashMap<>();

  /**
   * What a record completes.
   *
   * @param bytes of the stream's checkpoint; null where it was removed
   * @param parts it stands in
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Read(String stream, byte @Nullable [] bytes, int parts) {}

  /** What this record completes; null where there is more to come, and for strangers' records. */
  public @Nullable Read read(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    if (key == null || key.length == 0) {
      return null;
    }
    boolean first = key[0] != CheckpointRecords.NO_TEXT;
    if (!first && key.length <= CheckpointRecords.KEY_PREFIX) {
      return null;
    }
    int from = first ? 0 : CheckpointRecords.KEY_PREFIX;
    String stream = new String(key, from, key.length - from, UTF_8);
    if (record.value() == null) {
      if (first) {
        incomplete.remove(stream);
      }
      return first ? new Read(stream, null, 0) : null;
    }
    String told = TextHeaders.text(record.headers(), CheckpointRecords.PART);
    Matcher place = PLACE.matcher(told == null ? "0/1@0" : told);
    int parts = place.matches() ? Integer.parseInt(place.group(2)) : 1;
    if (parts <= 1) {
      incomplete.remove(stream);
      return first ? new Read(stream, record.value(), 1) : null;
    }
    return piece(stream, Integer.parseInt(place.group(1)), parts, place.group(3), record.value());
  }

  private @Nullable Read piece(String stream, int part, int parts, String offset, byte[] value) {
    Pieces pieces = incomplete.get(stream);
    if (pieces == null || !pieces.offset.equals(offset) || pieces.values.length != parts) {
      pieces = new Pieces(offset, new byte[parts][]);
      incomplete.put(stream, pieces);
    }
    if (part < parts) {
      pieces.values[part] = value;
    }
    if (Arrays.asList(pieces.values).contains(null)) {
      return null;
    }
    incomplete.remove(stream);
    int size = Arrays.stream(pieces.values).mapToInt(v -> v.length).sum();
    ByteBuffer whole = ByteBuffer.allocate(size);
    for (byte[] piece : pieces.values) {
      whole.put(piece);
    }
    return new Read(stream, whole.array(), parts);
  }

  /** Streams of whose newest checkpoint parts are missing, once all records have been read. */
  public Set<String> incomplete() {
    return Set.copyOf(incomplete.keySet());
  }
}
