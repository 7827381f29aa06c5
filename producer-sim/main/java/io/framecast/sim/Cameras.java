package io.framecast.sim;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Some cameras on one world.
 *
 * @param prefix of the stream ids: {@code sim-0}, {@code sim-1} and so on
 * @param first number of the first camera, so that several programs can share a world
 * @param count of cameras
 */
public record Cameras(
    World world, String prefix, long first, int count, Encoding encoding, Faults faults) {
  /** Of a stream id in UTF-8. */
  private static final int MOST_KEY_BYTES = 256;

  /** Throws {@link IllegalArgumentException} for no camera, or ids that no receiver takes. */
  public Cameras {
    if (count < 1 || first < 0) {
      throw new IllegalArgumentException(
          "expected at least 1 stream, the first numbered 0 or more, found %d from %d"
              .formatted(count, first));
    }
    int longest = (prefix + (first + count - 1)).getBytes(StandardCharsets.UTF_8).length;
    if (longest > MOST_KEY_BYTES) {
      throw new IllegalArgumentException(
          "expected stream ids of at most %d bytes, found %d".formatted(MOST_KEY_BYTES, longest));
    }
  }

  /** The same cameras on another world. */
  public Cameras on(World other) {
    return new Cameras(other, prefix, first, count, encoding, faults);
  }

  /** One film per camera. */
  public List<Film> films() {
    return LongStream.range(first, first + count)
        .mapToObj(camera -> new Film(world, prefix + camera, camera, encoding, faults))
        .toList();
  }
}
