package io.framecast.predictor.streams;

import io.framecast.predictor.checkpoints.SpillDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which streams are in memory. Above the limit the least recently used ones go to the local store
 * and come back with their next frame, as the same bits. A store that takes nothing makes the limit
 * a wish: streams stay, and it is said.
 *
 * <p>The loop's thread decides; workers tell what their streams take, and move their own.
 */
public final class StateCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateCache.class);
  private static final long SAY_NANOS = Duration.ofSeconds(30).toNanos();

  private final long limit;
  private final Path parent;
  private final Map<StreamProcessor, Boolean> byUse = new LinkedHashMap<>(16, 0.75f, true);
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong left = new AtomicLong();
  private final AtomicLong returned = new AtomicLong();
  private @Nullable SpillDirectory store;
  private long said = System.nanoTime() - SAY_NANOS;

  /**
   * None yet.
   *
   * @param limit bytes that all streams may take together
   * @param parent where the store's directory is made, once it is needed
   */
  public StateCache(long limit, Path parent) {
    this.limit = limit;
    this.parent = parent;
  }

  long limit() {
    return limit;
  }

  /** Bytes that the streams in memory take. */
  public long used() {
    return used.get();
  }

  /** How often a stream left memory. */
  public long left() {
    return left.get();
  }

  /** How often one came back. */
  public long returned() {
    return returned.get();
  }

  boolean full() {
    return used.get() > limit;
  }

  void took(long bytes) {
    used.addAndGet(bytes);
  }

  void cameBack() {
    returned.incrementAndGet();
  }

  /** These are about to be used: others make room for those of them that must come back. */
  void expect(Collection<StreamProcessor> streams) {
    long wanted = 0;
    for (StreamProcessor stream : streams) {
      byUse.put(stream, true);
      wanted += stream.place().absentBytes();
    }
    makeRoom(wanted, streams.size());
  }

  /** Those least recently used leave memory until the limit is kept. */
  void trim() {
    makeRoom(0, 0);
  }

  private void makeRoom(long wanted, int newest) {
    Iterator<StreamProcessor> oldest = byUse.keySet().iterator();
    for (int n = byUse.size() - newest; n > 0 && used.get() + wanted > limit; n--) {
      StreamProcessor stream = oldest.next();
      if (stream.leaveMemory()) {
        oldest.remove();
      } else {
        return;
      }
    }
  }

  /** As much memory as possible is to be free for this one: all others leave it. */
  void leaveTo(StreamProcessor one) {
    for (Iterator<StreamProcessor> all = byUse.keySet().iterator(); all.hasNext(); ) {
      StreamProcessor stream = all.next();
      if (stream != one) {
        if (!stream.leaveMemory()) {
          return; // the store takes none of the others either
        }
        all.remove();
      }
    }
  }

  void forget(StreamProcessor stream) {
    byUse.remove(stream);
  }

  /** Puts a stream's bytes away; null where the store cannot take them. */
  SpillDirectory.@Nullable Entry put(byte[] bytes) {
    try {
      SpillDirectory.Entry entry = store().put(bytes);
      left.incrementAndGet();
      return entry;
    } catch (IOException e) {
      sayFull(e);
      return null;
    }
  }

  private synchronized SpillDirectory store() throws IOException {
    SpillDirectory open = store;
    if (open != null && open.isGone()) {
      LOG.warn("{} is gone: what it held comes from the log", open.directory());
      close();
      open = null;
    }
    if (open == null) {
      open = SpillDirectory.in(parent);
      store = open;
      LOG.info("streams beyond {} bytes of memory go to {}", limit, open.directory());
    }
    return open;
  }

  synchronized void sayFull(Throwable e) {
    if (System.nanoTime() - said > SAY_NANOS) {
      said = System.nanoTime();
      LOG.warn(
          "waiting for room in {}: {}; streams stay in memory, {} bytes where {} are allowed",
          parent,
          e.toString(),
          used.get(),
          limit);
    }
  }

  @Override
  public synchronized void close() {
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
