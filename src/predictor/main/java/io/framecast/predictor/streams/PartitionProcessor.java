package io.framecast.predictor.streams;

import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.predictor.checkpoints.CheckpointAssembler;
import io.framecast.predictor.checkpoints.InvalidCheckpointException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Processes the streams of one assigned partition. It is created when the partition is assigned and
 * closed when it is revoked or lost. One thread changes it, any thread may read its views.
 *
 * <pre>
 *   restore(...)*        input from prepareReplay(...) on      finishRestore(...)
 *   LOADING -----------> REPLAYING, publishes no record -----> SERVING
 * </pre>
 */
public final class PartitionProcessor implements AutoCloseable {
  private final int partition;
  private final StreamFactory factory;
  private final StateCache cache;
  private final StreamSettings settings;
  private final Map<String, StreamProcessor> streams = new ConcurrentHashMap<>();

  private final DirtyStreams dirty = new DirtyStreams();
  private final SkippedOffsets skipped = new SkippedOffsets();
  private final StreamExpiry expiry;
  private final List<Output> notices = new ArrayList<>(); // not yet returned

  private long committed = Long.MAX_VALUE;
  private boolean rebuilding;
  private int replayHorizons; // how many frames ahead the frames of the replay were predicted
  private long logEnd;

  public PartitionProcessor(int partition, StreamFactory factory) {
    this.partition = partition;
    this.factory = factory;
    this.cache = factory.cache();
    this.settings = factory.settings();
    this.expiry = new StreamExpiry(settings.ttl());
    this.replayHorizons = settings.horizons();
  }

  /** Returns the views of all streams that have a state, in no order. */
  public List<StreamView> views() {
    return streams.values().stream().map(StreamProcessor::view).filter(Objects::nonNull).toList();
  }

  /** Returns the view of one stream; null if it is unknown or has no state. */
  public @Nullable StreamView view(String id) {
    StreamProcessor stream = streams.get(id);
    return stream == null ? null : stream.view();
  }

  public int size() {
    return streams.size();
  }

  /**
   * Starts without any stream.
   *
   * @param next offset of the first record that was not processed before
   */
  public void begin(long next) {
    close();
    committed = next;
    rebuilding = false;
  }

  /** Returns the offset of the first record whose outputs are published. */
  public long firstPublishedOffset() {
    return committed;
  }

  /** Restores a stream from its checkpoint, or removes it; a later call replaces an earlier one. */
  public void restore(CheckpointAssembler.Read read) {
    byte[] bytes = read.bytes();
    if (bytes == null) {
      StreamProcessor removed = streams.remove(read.stream());
      if (removed != null) {
        discard(removed);
      }
      return;
    }
    StreamProcessor stream = stream(read.stream());
    restore(stream, bytes, read.parts());
    reindex(stream);
  }

  private void restore(StreamProcessor stream, byte[] bytes, int parts) {
    try {
      try {
        stream.restorer().restore(bytes, parts);
      } catch (OffHeapExhaustedException | OutOfMemoryError e) {
        cache.evictOthers(stream);
        stream.dropState(); // that of an earlier checkpoint
        stream.restorer().restore(bytes, parts);
      }
      cache.reserve(List.of(stream), stream.spilledBytes());
      cache.evictToLimit();
    } catch (InvalidCheckpointException e) {
      stream.restorer().skipNewest(String.valueOf(e.getMessage()), parts, committed);
    } catch (OffHeapExhaustedException | OutOfMemoryError e) {
      stream.reset(committed, "expected memory for its checkpoint, found: " + Failure.describe(e));
    }
  }

  /**
   * Skips a stream's newest checkpoint, of which parts are missing.
   *
   * @param parts the number of parts that it should have
   */
  public void skipIncomplete(String id, int parts) {
    String reason = "expected a checkpoint in all its parts, found some of them missing";
    stream(id).restorer().skipNewest(reason, parts, committed);
  }

  /** Returns the last frame of each stream's checkpoint, once all checkpoints are read. */
  public List<SavedStream> savedStreams() {
    return streams.values().stream().map(StreamProcessor::saved).toList();
  }

  /** Changes the offset of the first record to publish, before any record is replayed. */
  public void setFirstPublishedOffset(long next) {
    committed = next;
  }

  /** Resets all streams: their checkpoints belong to another log, with other frames. */
  public void resetAll() {
    String reason =
        "expected a checkpoint of this log, found one of an earlier log of partition " + partition;
    streams.values().forEach(stream -> stream.reset(committed, reason));
  }

  /**
   * Resets streams whose frames are gone or that are ahead of the log, once all checkpoints are
   * read. Returns the offset to replay from, {@link #firstPublishedOffset} if there is no replay.
   *
   * @param metadata committed with the partition's next offset
   * @param first offset that the log still holds
   */
  public long prepareReplay(CommitMetadata metadata, long first) {
    rebuilding = metadata.streams() > streams.size();
    skipped.restore(metadata.skipped());
    setReplayHorizons(metadata.horizons() == 0 ? settings.horizons() : metadata.horizons());
    return new ReplayStart(partition, first, committed)
        .find(streams.values(), metadata, rebuilding);
  }

  /** Returns whether checkpoints are missing, so that the replay rebuilds streams from the log. */
  public boolean isRebuilding() {
    return rebuilding;
  }

  /**
   * Ends the replay of streams. Those that were reset come first, all at once: after a commit
   * without them, another owner would continue them from their old checkpoints.
   *
   * @param maxBytes limits the checkpoints; at least one stream is taken
   */
  public RestoredStreams finishRestore(Workers workers, long maxBytes) {
    List<FinishRestoreJob> jobs = new ArrayList<>();
    long bytes = 0;
    boolean isLast = true;
    for (StreamProcessor stream : streams.values()) {
      if (stream.restorer().isUnfinished()) {
        long size = stream.restorer().checkpointBytes();
        if (size == 0 || bytes == 0 || bytes + size <= maxBytes) {
          jobs.add(new FinishRestoreJob(stream));
          bytes += size;
        } else {
          isLast = false;
        }
      }
    }
    new StreamJobs(workers, cache).run(jobs);
    streams.values().forEach(this::reindex);
    rebuilding = rebuilding && !isLast;
    if (isLast) {
      setReplayHorizons(settings.horizons());
    }
    return new RestoredStreams(
        jobs.stream().flatMap(job -> job.outputs().stream()).toList(), isLast);
  }

  private void setReplayHorizons(int horizons) {
    replayHorizons = horizons;
    streams.values().forEach(stream -> stream.setReplayHorizons(horizons));
  }

  /** Advances the partition's time to that of a record. */
  void advanceTime(long timestamp) {
    expiry.advanceTime(timestamp);
  }

  /**
   * Returns the checkpoints of streams that are overdue at this offset. Those above the limit are
   * due with the next batch.
   *
   * @param maxBytes limits the checkpoints; at least one is written
   * @param free frees memory if it is short
   */
  List<Output> checkpointOverdue(long offset, long maxBytes, Runnable free) {
    List<Output> out = new ArrayList<>();
    if (offset < committed) {
      return out;
    }
    long bytes = 0;
    for (StreamProcessor first;
        (out.isEmpty() || bytes < maxBytes) && (first = dirty.firstOverdue(offset)) != null; ) {
      StreamProcessor stream = first;
      List<Output> written =
          stream.checkpoint(
              () -> {
                free.run();
                cache.evictOthers(stream);
              });
      bytes += written.stream().mapToLong(Output::bytes).sum();
      out.addAll(written);
      reindex(stream);
    }
    return out;
  }

  /** Returns whether streams may have expired since the last search. */
  public boolean isSearchDue() {
    return expiry.isDue();
  }

  /** Removes streams that are expired at this offset; returns their outputs, and other notices. */
  public List<Output> removeExpired(long offset) {
    List<Output> out = new ArrayList<>();
    if (offset < committed) {
      return out;
    }
    out.addAll(notices);
    notices.clear();
    for (StreamProcessor stream : expiry.find(streams.values())) {
      out.addAll(stream.expire());
      reindex(stream);
    }
    return out;
  }

  /** Returns the metadata to commit with this next offset. */
  public CommitMetadata metadata(long next) {
    long replay = dirty.firstOffset(next);
    return new CommitMetadata(
        replay, streams.size(), dirty.first(), skipped.from(replay), replayHorizons);
  }

  /** Updates the known end of the log. */
  public void updateLogEnd(long offset) {
    logEnd = offset;
  }

  /** Decides how the next record, at this offset, is processed. */
  ProcessingMode nextMode(long offset) {
    if (offset < committed) {
      return skipped.contains(offset) ? ProcessingMode.REPLAY_SHED : ProcessingMode.REPLAY;
    }
    int maxLag = settings.overloadLag().orElse(Integer.MAX_VALUE);
    if (logEnd - offset - 1 > maxLag && skipped.tryAdd(offset)) {
      return ProcessingMode.SHED;
    }
    skipped.endRange();
    return ProcessingMode.PUBLISH;
  }

  /** Returns the stream of this id; null in a replay if it has no checkpoint to continue from. */
  @Nullable StreamProcessor stream(String id, ProcessingMode mode) {
    StreamProcessor known = streams.get(id);
    if (known == null && !mode.isReplay()) {
      OptionalInt other = factory.otherPartition(id, partition);
      known = stream(id);
      if (other.isPresent()) {
        notices.add(known.split(other.getAsInt()));
      }
    } else if (known == null && rebuilding) {
      known = stream(id);
      known.restorer().markRebuilt();
    }
    return known;
  }

  private StreamProcessor stream(String id) {
    return streams.computeIfAbsent(
        id,
        name -> {
          StreamProcessor created = factory.create(name, partition);
          created.setReplayHorizons(replayHorizons);
          return created;
        });
  }

  /** Indexes a stream that has changed, and removes it if it is empty. */
  void reindex(StreamProcessor stream) {
    if (stream.isEmpty()) {
      streams.remove(stream.id(), stream);
      discard(stream);
    } else {
      dirty.reindex(stream);
    }
  }

  private void discard(StreamProcessor stream) {
    dirty.remove(stream);
    cache.remove(stream);
    factory.remove(stream.id(), partition);
    stream.close();
  }

  /** Removes every stream. */
  @Override
  public void close() {
    streams.values().forEach(this::discard);
    streams.clear();
    dirty.clear();
    notices.clear();
  }
}
