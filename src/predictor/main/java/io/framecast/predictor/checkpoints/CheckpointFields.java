package io.framecast.predictor.checkpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads and writes single fields of {@link CheckpointFormat}. */
final class CheckpointFields {
  private CheckpointFields() {}

  static void writeText(ByteBuffer to, @Nullable String text) {
    if (text == null) {
      to.putInt(-1);
    } else {
      byte[] bytes = text.getBytes(UTF_8);
      to.putInt(bytes.length).put(bytes);
    }
  }

  static @Nullable String readText(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[requireRemaining(from, length, 1)];
    from.get(bytes);
    return new String(bytes, UTF_8);
  }

  static int readLength(ByteBuffer from, int each) {
    return requireRemaining(from, from.getInt(), each);
  }

  /** Returns the count if that many items of at least {@code each} bytes remain, else throws. */
  static int requireRemaining(ByteBuffer from, int count, int each) {
    if (count < 0 || (long) count * each > from.remaining()) {
      throw new BufferUnderflowException();
    }
    return count;
  }

  static byte[] readBytes(ByteBuffer from) {
    byte[] bytes = new byte[readLength(from, 1)];
    from.get(bytes);
    return bytes;
  }

  static void require(boolean holds, String expected, Object found)
      throws InvalidCheckpointException {
    if (!holds) {
      throw new InvalidCheckpointException("expected " + expected + ", found " + found);
    }
  }
}
