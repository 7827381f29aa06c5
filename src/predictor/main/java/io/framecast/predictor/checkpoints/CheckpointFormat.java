package io.framecast.predictor.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.predictor.checkpoints.Checkpoint.Content;
import io.framecast.predictor.checkpoints.Checkpoint.Numbers;
import io.framecast.predictor.checkpoints.Checkpoint.StreamCounts;
import io.framecast.topics.RecordText;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Writes and reads checkpoints as bytes. Integers are big-endian, floats little-endian:
 *
 * <pre>
 *   "FCCP"  format u16 = 1   CRC-32C of all that follows
 *   offset i64  timestamp i64  sequence i64, -1 for none  frames i64  filled i64  resets i64
 *   model text
 *   content u8: 0 none, this is a first checkpoint; 1:
 *     height i32  width i32  frames seen i64  published u8
 *     prediction: count i32, f32 each
 *     recent: count i32, each filled i32, content type text, value: length i32, bytes
 *     state: length i32, bytes
 *   latest i64, only if it is not the timestamp, or forecasts follow
 *   forecasts, only if there are any: count i32, each model text, age i32, content type text,
 *     source: length i32, bytes, predictions: count i32, each length i32, bytes
 *   text: length i32, -1 for none, UTF-8 bytes
 * </pre>
 *
 * The bytes are not compressed: see Decisions. A reader accepts only its own format number. An
 * older service reports a newer format as an invalid checkpoint.
 */
public final class CheckpointFormat {
  static final short FORMAT = 1;
  private static final byte[] MAGIC = {'F', 'C', 'C', 'P'};
  private static final int HEADER = MAGIC.length + Short.BYTES + Integer.BYTES;
  private static final int FIXED = HEADER + 6 * Long.BYTES + Integer.BYTES + 1;

  private CheckpointFormat() {}

  /** Returns the bytes of a checkpoint, with their checksum. */
  public static byte[] write(Checkpoint checkpoint) {
    Content content = checkpoint.content();
    byte[] model = checkpoint.model().getBytes(UTF_8);
    List<PublishedForecast> forecasts = content == null ? List.of() : content.forecasts();
    boolean hasForecasts = !forecasts.isEmpty();
    boolean hasLatest = hasForecasts || checkpoint.latest() != checkpoint.timestamp();
    int size = FIXED + model.length + (content == null ? 0 : size(content));
    size += (hasLatest ? Long.BYTES : 0) + (hasForecasts ? ForecastFields.size(forecasts) : 0);
    byte[] bytes = new byte[size];
    ByteBuffer to = ByteBuffer.wrap(bytes);
    to.put(MAGIC).putShort(FORMAT).putInt(0);
    to.putLong(checkpoint.offset()).putLong(checkpoint.timestamp());
    to.putLong(checkpoint.sequence().orElse(-1));
    StreamCounts counts = checkpoint.counts();
    to.putLong(counts.frames()).putLong(counts.filled()).putLong(counts.resets());
    to.putInt(model.length).put(model);
    to.put((byte) (content == null ? 0 : 1));
    if (content != null) {
      write(to, content);
    }
    if (hasLatest) {
      to.putLong(checkpoint.latest()); // older readers ignore it and use the timestamp
    }
    if (hasForecasts) {
      ForecastFields.write(to, forecasts); // older readers ignore them
    }
    to.putInt(HEADER - Integer.BYTES, checksum(bytes));
    return bytes;
  }

  private static int size(Content content) {
    int size = 2 * Integer.BYTES + Long.BYTES + 1;
    size += Integer.BYTES + Float.BYTES * content.prediction().length;
    size += Integer.BYTES;
    for (RecentFrame recent : content.recent()) {
      String type = recent.contentType();
      size += 3 * Integer.BYTES + (type == null ? 0 : type.getBytes(UTF_8).length);
      size += recent.value().length;
    }
    return size + Integer.BYTES + content.state().size();
  }

  private static void write(ByteBuffer to, Content content) {
    to.putInt(content.height()).putInt(content.width()).putLong(content.framesSeen());
    to.put((byte) (content.published() ? 1 : 0));
    float[] prediction = content.prediction();
    to.putInt(prediction.length);
    to.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(prediction);
    to.position(to.position() + Float.BYTES * prediction.length);
    to.putInt(content.recent().size());
    for (RecentFrame recent : content.recent()) {
      to.putInt(recent.filled());
      CheckpointFields.writeText(to, recent.contentType());
      to.putInt(recent.value().length).put(recent.value());
    }
    to.putInt(content.state().size());
    if (content.state() instanceof Numbers.LiveState live) {
      live.state().write(to);
    } else if (content.state() instanceof Numbers.SerializedState serialized) {
      to.put(serialized.bytes().duplicate());
    }
  }

  /** The highest value of the setting that limits how long a gap may be filled in. */
  private static final int MAX_FILLED = 1_000;

  /** Reads what {@link #write} wrote. The state's numbers are not copied out of the bytes. */
  public static Checkpoint read(byte[] bytes) throws InvalidCheckpointException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    if (bytes.length < FIXED || !from.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw new InvalidCheckpointException(
          "expected a checkpoint, found " + bytes.length + " other bytes");
    }
    int format = from.position(MAGIC.length).getShort();
    if (format != FORMAT) {
      throw new InvalidCheckpointException(
          "expected a checkpoint of format " + FORMAT + ", found format " + format);
    }
    int expected = from.getInt();
    int found = checksum(bytes);
    if (expected != found) {
      throw new InvalidCheckpointException(
          String.format(
              Locale.ROOT,
              "expected a checkpoint with checksum %08x, found %08x",
              expected,
              found));
    }
    try {
      long offset = from.getLong();
      long timestamp = from.getLong();
      long sequence = from.getLong();
      StreamCounts counts = new StreamCounts(from.getLong(), from.getLong(), from.getLong());
      String model = CheckpointFields.readText(from);
      if (model == null) {
        throw new InvalidCheckpointException("expected a model's version, found none");
      }
      CheckpointFields.require(
          model.length() <= RecordText.MOST_NAME, "a model's version", model.length());
      CheckpointFields.require(
          offset >= -1 && offset < Long.MAX_VALUE, "an offset from -1", offset);
      Content content = from.get() == 0 ? null : readContent(from);
      OptionalLong last = sequence < 0 ? OptionalLong.empty() : OptionalLong.of(sequence);
      long latest = from.remaining() < Long.BYTES ? timestamp : from.getLong();
      if (content != null && from.remaining() >= Integer.BYTES) {
        content = content.withForecasts(ForecastFields.read(from));
      }
      return new Checkpoint(offset, timestamp, latest, last, counts, model, content);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new InvalidCheckpointException(
          "expected a whole checkpoint, found one that ends after " + bytes.length + " bytes");
    }
  }

  private static Content readContent(ByteBuffer from) throws InvalidCheckpointException {
    int height = from.getInt();
    int width = from.getInt();
    long framesSeen = from.getLong();
    boolean published = from.get() != 0;
    float[] prediction = new float[CheckpointFields.readLength(from, Float.BYTES)];
    from.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(prediction);
    from.position(from.position() + Float.BYTES * prediction.length);
    List<RecentFrame> recent = new ArrayList<>();
    for (int left = CheckpointFields.readLength(from, 3 * Integer.BYTES); left > 0; left--) {
      int filled = from.getInt();
      CheckpointFields.require(
          filled >= 0 && filled <= MAX_FILLED, "at most 1000 filled frames", filled);
      String type = CheckpointFields.readText(from);
      recent.add(new RecentFrame(filled, type, CheckpointFields.readBytes(from)));
    }
    if (recent.isEmpty()) {
      throw new InvalidCheckpointException("expected the stream's last frame, found none");
    }
    long pixels = (long) height * width;
    CheckpointFields.require(height > 0 && width > 0, "a frame's size", height + "x" + width);
    CheckpointFields.require(
        prediction.length > 0 && prediction.length % pixels == 0,
        "a prediction of " + pixels + " pixels",
        prediction.length);
    CheckpointFields.require(framesSeen >= 0, "frames seen from 0", framesSeen);
    requireFinite("prediction", FloatBuffer.wrap(prediction));
    ByteBuffer state =
        from.slice(from.position() + Integer.BYTES, CheckpointFields.readLength(from, 1));
    from.position(from.position() + state.limit());
    requireFinite("state", state.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
    return new Content(
        height,
        width,
        framesSeen,
        published,
        prediction,
        recent,
        new Numbers.SerializedState(state),
        List.of());
  }

  /** Throws for a number that is not finite: no later prediction of the stream could be finite. */
  private static void requireFinite(String what, FloatBuffer numbers)
      throws InvalidCheckpointException {
    for (int i = 0; i < numbers.limit(); i++) {
      if (!Float.isFinite(numbers.get(i))) {
        throw new InvalidCheckpointException(
            String.format(
                Locale.ROOT, "expected finite numbers in the %s, found %s", what, numbers.get(i)));
      }
    }
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, HEADER, bytes.length - HEADER);
    return (int) checksum.getValue();
  }
}
