package io.framecast.sim;

import io.framecast.frames.Encoding;
import io.framecast.frames.FrameHeaders;
import io.framecast.sim.SimRecord.RecordKind;
import io.framecast.squares.HashRandom;
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
public record CameraStream(
    World world, String key, long camera, Encoding encoding, FaultInjection faults) {
  /** Separates the random numbers of the faults from the world's. */
  private static final long FAULTS = 0xfa017;

  /** Returns the records of frame {@code n}: one, none if dropped, two if repeated. */
  public List<SimRecord> records(long n) {
    return records(n, world.startsScene(n));
  }

  /** Returns the records of frame {@code n} with a reset, for a stream that just switched. */
  List<SimRecord> recordsAfterSwitch(long n) {
    return records(n, true);
  }

  private List<SimRecord> records(long n, boolean reset) {
    long key = HashRandom.at(HashRandom.at(HashRandom.at(FAULTS, world.seed()), camera), n);
    if (faults.isDropped(key)) {
      return List.of();
    }
    SimRecord record = createRecord(n, reset, key);
    if (!faults.isRepeated(key)) {
      return List.of(record);
    }
    RecordKind again = record.kind() == RecordKind.FRAME ? RecordKind.REPEATED : record.kind();
    return List.of(record, new SimRecord(record.key(), again, record.headers(), record.value()));
  }

  /** Returns the record after the last frame. */
  public SimRecord end() {
    return new SimRecord(key, RecordKind.END, Map.of(), null);
  }

  private SimRecord createRecord(long n, boolean reset, long faultKey) {
    Map<String, String> headers = new TreeMap<>();
    headers.put(FrameHeaders.CONTENT_TYPE, encoding.contentType());
    headers.put(FrameHeaders.SEQUENCE, Long.toString(n));
    if (reset) {
      headers.put(FrameHeaders.RESET, "true");
    }
    byte[] file = encoding.encode(world.noisy(camera, n));
    return faults.isCorrupt(faultKey)
        ? new SimRecord(key, RecordKind.CORRUPT, headers, FaultInjection.corrupt(file, faultKey))
        : new SimRecord(key, RecordKind.FRAME, headers, file);
  }
}
