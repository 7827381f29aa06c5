package io.framecast.sim;

import io.framecast.frames.Encoding;
import io.framecast.frames.FrameHeaders;
import io.framecast.sim.Take.Kind;
import io.framecast.squares.Draws;
import io.framecast.squares.World;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one camera sends, frame by frame: a pure function of the world's seed and the camera's
 * number.
 *
 * @param key the stream's id
 * @param camera its number in the world
 */
public record Film(World world, String key, long camera, Encoding encoding, Faults faults) {
  /** Sets the faults' draws apart from the world's. */
  private static final long FAULTS = 0xfa017;

  /** The records for frame {@code n} of the stream: one, none if dropped, two if repeated. */
  public List<Take> takes(long n) {
    return takes(n, world.startsAfresh(n));
  }

  /** As above, where the stream showed something else until now: the frame says so. */
  List<Take> takesAfterCut(long n) {
    return takes(n, true);
  }

  private List<Take> takes(long n, boolean afresh) {
    long key = Draws.at(Draws.at(Draws.at(FAULTS, world.seed()), camera), n);
    if (faults.drops(key)) {
      return List.of();
    }
    Take take = take(n, afresh, key);
    if (!faults.repeats(key)) {
      return List.of(take);
    }
    Kind again = take.kind() == Kind.FRAME ? Kind.REPEATED : take.kind();
    return List.of(take, new Take(take.key(), again, take.headers(), take.value()));
  }

  /** The record after the last frame. */
  public Take end() {
    return new Take(key, Kind.END, Map.of(), null);
  }

  private Take take(long n, boolean afresh, long faultKey) {
    Map<String, String> headers = new TreeMap<>();
    headers.put(FrameHeaders.CONTENT_TYPE, encoding.contentType());
    headers.put(FrameHeaders.SEQUENCE, Long.toString(n));
    if (afresh) {
      headers.put(FrameHeaders.RESET, "true");
    }
    byte[] file = encoding.encode(world.noisy(camera, n));
    return faults.corrupts(faultKey)
        ? new Take(key, Kind.CORRUPT, headers, Faults.broken(file, faultKey))
        : new Take(key, Kind.FRAME, headers, file);
  }
}
