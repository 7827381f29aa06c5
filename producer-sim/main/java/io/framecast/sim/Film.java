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
 * The stream of one camera: a pure function of the world's seed and the camera's number.
 *
 * @param key the stream's id
 * @param camera the camera's number in the world
 */
public record Film(World world, String key, long camera, Encoding encoding, Faults faults) {
  /** Separates the random numbers of the faults from the world's. */
  private static final long FAULTS = 0xfa017;

  /** Returns the records of frame {@code n}: one, none if dropped, two if repeated. */
  public List<Take> takes(long n) {
    return takes(n, world.startsAfresh(n));
  }

  /** Returns the records of frame {@code n} with a reset, for a stream that just switched. */
  List<Take> takesAfterCut(long n) {
    return takes(n, true);
  }

  private List<Take> takes(long n, boolean reset) {
    long key = Draws.at(Draws.at(Draws.at(FAULTS, world.seed()), camera), n);
    if (faults.isDropped(key)) {
      return List.of();
    }
    Take record = createRecord(n, reset, key);
    if (!faults.isRepeated(key)) {
      return List.of(record);
    }
    Kind again = record.kind() == Kind.FRAME ? Kind.REPEATED : record.kind();
    return List.of(record, new Take(record.key(), again, record.headers(), record.value()));
  }

  /** Returns the record after the last frame. */
  public Take end() {
    return new Take(key, Kind.END, Map.of(), null);
  }

  private Take createRecord(long n, boolean reset, long faultKey) {
    Map<String, String> headers = new TreeMap<>();
    headers.put(FrameHeaders.CONTENT_TYPE, encoding.contentType());
    headers.put(FrameHeaders.SEQUENCE, Long.toString(n));
    if (reset) {
      headers.put(FrameHeaders.RESET, "true");
    }
    byte[] file = encoding.encode(world.noisy(camera, n));
    return faults.isCorrupt(faultKey)
        ? new Take(key, Kind.CORRUPT, headers, Faults.corrupt(file, faultKey))
        : new Take(key, Kind.FRAME, headers, file);
  }
}
