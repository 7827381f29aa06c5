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
 * a wish: streams stay, and it is warned.
 *
 * <p>The loop's thread decides; workers tell what their streams take, and move their own.
 */
public final class StateCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateCache.class);
  private static final long WARN_NANOS = Duration.ofSeconds(30).toNanos();

  private final long limit;
  private final Path parent;
  private final Map<Spillable, Boolean> byUse = new LinkedHashMap<>(16, 0.75f, true);
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong spilled = new AtomicLong();
  private final AtomicLong loaded = new AtomicLong();
  private @Nullable SpillDirectory store;
  private long warned = System.nanoTime() - WARN_NANOS;

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
  public long spilled() {
    return spilled.get();
  }

  /** How often one came back. */
  public long loaded() {
    return loaded.get();
  }

  boolean isFull() {
    return used.get() > limit;
  }

  void adjustUsed(long bytes) {
    used.addAndGet(bytes);
  }

  void recordLoad() {
    loaded.incrementAndGet();
  }

  /**
   * Marks streams as used next, and evicts others to make room for them.
   *
   * @param bytes that must come back into memory for them
   */
  void reserve(Collection<? extends Spillable> streams, long bytes) {
    streams.forEach(stream -> byUse.put(stream, true));
    makeRoom(bytes, streams.size());
  }

  /** Those least recently used leave memory until the limit is kept. */
  void evictToLimit() {
    makeRoom(0, 0);
  }

  private void makeRoom(long wanted, int newest) {
    Iterator<Spillable> oldest = byUse.keySet().iterator();
    for (int n = byUse.size() - newest; n > 0 && used.get() + wanted > limit; n--) {
      Spillable stream = oldest.next();
      if (stream.spill()) {
        oldest.remove();
      } else {
        return;
      }
    }
  }

  /** As much memory as possible is to be free for this one: all others leave it. */
  void evictOthers(Spillable one) {
    for (Iterator<Spillable> all = byUse.keySet().iterator(); all.hasNext(); ) {
      Spillable stream = all.next();
      if (stream != one) {
        if (!stream.spill()) {
          return; // the store takes none of the others either
        }
        all.remove();
      }
    }
  }

  void remove(Spillable stream) {
    byUse.remove(stream);
  }

  /** Puts a stream's bytes away; null where the store cannot take them. */
  SpillDirectory.@Nullable Entry put(byte[] bytes) {
    try {
      SpillDirectory.Entry entry = store().put(bytes);
      spilled.incrementAndGet();
      return entry;
    } catch (IOException e) {
      warnFull(e);
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

  synchronized void warnFull(Throwable e) {
    if (System.nanoTime() - warned > WARN_NANOS) {
      warned = System.nanoTime();
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
