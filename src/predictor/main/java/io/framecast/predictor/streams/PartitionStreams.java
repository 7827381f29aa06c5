package io.framecast.predictor.streams;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one assigned partition. Built when the partition is assigned, closed when it is
 * revoked or lost, so what it holds is never older than the assignment. Changed by one thread,
 * looked at by any.
 */
public final class PartitionStreams implements AutoCloseable {
  private final Serving serving;
  private final Map<String, Stream> streams = new ConcurrentHashMap<>();
  private long first = -1;

  public PartitionStreams(Serving serving) {
    this.serving = serving;
  }

  /** The streams that know something, in no order. */
  public List<StreamView> views() {
    return streams.values().stream().map(Stream::view).filter(Objects::nonNull).toList();
  }

  /** One stream; null where it is not here or knows nothing. */
  public @Nullable StreamView view(String id) {
    Stream stream = streams.get(id);
    return stream == null ? null : stream.view();
  }

  public int size() {
    return streams.size();
  }

  /** Offset of the first record that came, -1 before: where to begin again if none is committed. */
  public long first() {
    return first;
  }

  void cameFrom(long offset) {
    if (first < 0) {
      first = offset;
    }
  }

  Stream stream(String id) {
    return streams.computeIfAbsent(id, name -> new Stream(name, serving));
  }

  /** Lets go of streams that ended or never began. */
  void tidy() {
    streams.values().removeIf(Stream::knowsNothing);
  }

  /** Forgets every stream. */
  @Override
  public void close() {
    streams.values().forEach(Stream::close);
    streams.clear();
  }
}
