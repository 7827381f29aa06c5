package io.framecast.topics;

import io.framecast.frames.Count;
import io.framecast.frames.RefusedFrameException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a record's key as the id of its stream: 1 to 256 bytes of UTF-8. */
public final class StreamId {
  public static final int MOST_BYTES = 256;

  private StreamId() {}

  /**
   * Returns the stream's id.
   *
   * @throws RefusedFrameException for no key, an empty or too long one, and one that is not UTF-8
   *     (two such keys must not become one stream)
   */
  public static String of(byte @Nullable [] key) throws RefusedFrameException {
    if (key == null) {
      throw new RefusedFrameException("expected the stream id as key, found no key");
    }
    if (key.length == 0 || key.length > MOST_BYTES) {
      throw new RefusedFrameException(
          "expected a stream id of 1 to " + MOST_BYTES + " bytes, found " + key.length);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedFrameException(
          "expected a stream id in UTF-8, found "
              + Count.of(key.length, "byte")
              + (key.length == 1 ? " that is not" : " that are not"));
    }
  }

  public static byte[] bytes(String stream) {
    return stream.getBytes(StandardCharsets.UTF_8);
  }
}
