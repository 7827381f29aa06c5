package io.framecast.sim;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * A set of cameras in one world.
 *
 * @param prefix the prefix of the stream ids, such as {@code sim-}
 * @param first the number of the first camera, so that several programs can share a world
 * @param count the number of cameras
 */
public record CameraSet(
    World world, String prefix, long first, int count, Encoding encoding, FaultInjection faults) {
  /** The most bytes of a stream id in UTF-8. */
  private static final int MOST_KEY_BYTES = 256;

  /** Throws {@link IllegalArgumentException} for no camera, and for ids that are too long. */
  public CameraSet {
    if (count < 1 || first < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected at least 1 stream, the first numbered 0 or more, found %d from %d",
              count,
              first));
    }
    int longest = (prefix + (first + count - 1)).getBytes(StandardCharsets.UTF_8).length;
    if (longest > MOST_KEY_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected stream ids of at most %d bytes, found %d",
              MOST_KEY_BYTES,
              longest));
    }
  }

  /** Returns these cameras in another world. */
  public CameraSet on(World other) {
    return new CameraSet(other, prefix, first, count, encoding, faults);
  }

  /** Returns the stream of each camera. */
  public List<CameraStream> streams() {
    return LongStream.range(first, first + count)
        .mapToObj(camera -> new CameraStream(world, prefix + camera, camera, encoding, faults))
        .toList();
  }
}
