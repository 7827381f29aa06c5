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
 * Caches the states of streams in memory. Above the limit, it spills the least recently used ones
 * to the local disk. A stream's next frame loads its state, with the same bits. If the disk takes
 * no files, states stay in memory above the limit, and a warning is logged.
 *
 * <p>The loop's thread evicts; workers report their streams' memory, and load and spill their own.
 */
public final class StateCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateCache.class);
  private static final long WARN_NANOS = Duration.ofSeconds(30).toNanos();

  /** The last frames of streams, as received, may take this share of the heap. */
  private static final int HEAP_SHARE = 4;

  private final long limit;
  private final long heapLimit;
  private final Path parent;
  private final Map<Spillable, Boolean> byUse = new LinkedHashMap<>(16, 0.75f, true);
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong heap = new AtomicLong();
  private final AtomicLong spilled = new AtomicLong();
  private final AtomicLong loaded = new AtomicLong();
  private @Nullable SpillDirectory directory;
  private long warned = System.nanoTime() - WARN_NANOS;

  /**
   * Starts empty.
   *
   * @param limit bytes that all states may take together
   * @param parent directory in which the spill directory is created when it is needed
   */
  public StateCache(long limit, Path parent) {
    this(limit, Runtime.getRuntime().maxMemory() / HEAP_SHARE, parent);
  }

  /**
   * Starts empty, with another limit for the part on the heap.
   *
   * @param heapLimit bytes of the heap that frames and predictions of all streams may take
   */
  StateCache(long limit, long heapLimit, Path parent) {
    this.limit = limit;
    this.heapLimit = heapLimit;
    this.parent = parent;
  }

  long limit() {
    return limit;
  }

  /** Returns the bytes of all states in memory. */
  public long used() {
    return used.get();
  }

  /** Returns how many states were spilled. */
  public long spilled() {
    return spilled.get();
  }

  /** Returns how many spilled states were loaded. */
  public long loaded() {
    return loaded.get();
  }

  boolean isFull() {
    return isFull(0);
  }

  private boolean isFull(long needed) {
    return used.get() + needed > limit || heap.get() > heapLimit;
  }

  /**
   * Adds to the memory of all states.
   *
   * @param bytes off-heap and on the heap
   * @param heapBytes those on the heap
   */
  void adjustUsed(long bytes, long heapBytes) {
    used.addAndGet(bytes);
    heap.addAndGet(heapBytes);
  }

  void recordLoad() {
    loaded.incrementAndGet();
  }

  /**
   * Marks streams as most recently used, and evicts others to make room for them.
   *
   * @param bytes of their spilled states, which will be loaded
   */
  void reserve(Collection<? extends Spillable> streams, long bytes) {
    streams.forEach(stream -> byUse.put(stream, true));
    evict(bytes, streams.size());
  }

  /** Spills the least recently used states until all fit the limit. */
  void evictToLimit() {
    evict(0, 0);
  }

  private void evict(long needed, int newest) {
    Iterator<Spillable> oldest = byUse.keySet().iterator();
    for (int n = byUse.size() - newest; n > 0 && isFull(needed); n--) {
      Spillable stream = oldest.next();
      if (stream.spill()) {
        oldest.remove();
      } else {
        return;
      }
    }
  }

  /** Spills all states but this one, as far as the disk takes them. */
  void evictOthers(Spillable one) {
    for (Iterator<Spillable> all = byUse.keySet().iterator(); all.hasNext(); ) {
      Spillable stream = all.next();
      if (stream != one) {
        if (!stream.spill()) {
          return; // the disk takes no other state either
        }
        all.remove();
      }
    }
  }

  void remove(Spillable stream) {
    byUse.remove(stream);
  }

  /** Writes a state's checkpoint to the disk; returns null if that fails. */
  SpillDirectory.@Nullable Entry put(byte[] bytes) {
    try {
      SpillDirectory.Entry entry = spillDirectory().put(bytes);
      spilled.incrementAndGet();
      return entry;
    } catch (IOException e) {
      warnFull(e);
      return null;
    }
  }

  private synchronized SpillDirectory spillDirectory() throws IOException {
    SpillDirectory open = directory;
    if (open != null && open.isDeleted()) {
      LOG.warn("{} was deleted: its streams are restored from the log", open.directory());
      close();
      open = null;
    }
    if (open == null) {
      open = SpillDirectory.create(parent);
      directory = open;
      LOG.info("states beyond {} bytes of memory are spilled to {}", limit, open.directory());
    }
    return open;
  }

  /** Logs, at most every 30 seconds, that a state cannot be spilled. */
  synchronized void warnFull(Throwable e) {
    if (System.nanoTime() - warned > WARN_NANOS) {
      warned = System.nanoTime();
      LOG.warn(
          "waiting for room in {}: {}; streams stay in memory with {} bytes, above the limit of {}",
          parent,
          e.toString(),
          used.get(),
          limit);
    }
  }

  @Override
  public synchronized void close() {
    if (directory != null) {
      directory.close();
      directory = null;
    }
  }
}
