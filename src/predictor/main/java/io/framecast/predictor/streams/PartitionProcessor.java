package io.framecast.predictor.streams;

import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.predictor.checkpoints.CheckpointReader;
import io.framecast.predictor.checkpoints.InvalidCheckpointException;
import io.framecast.topics.RecordText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of one assigned partition. Built when the partition is assigned, closed when it is
 * revoked or lost, so what it holds is never older than the assignment. Changed by one thread,
 * looked at by any.
 *
 * <pre>
 *   restore(...)*        input from replayFrom(...) on       finishRestore(...)
 *   LOADING -----------> REPLAYING, records are silent ----> SERVING
 * </pre>
 */
public final class PartitionProcessor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionProcessor.class);

  private final int partition;
  private final StreamFactory factory;
  private final StateCache cache;
  private final StreamSettings settings;
  private final Map<String, StreamProcessor> streams = new ConcurrentHashMap<>();

  private final DirtyStreams dirty = new DirtyStreams();
  private final ExpiryClock clock = new ExpiryClock();

  private long served = Long.MAX_VALUE;
  private boolean rebuilding;
  private long end;

  public PartitionProcessor(int partition, StreamFactory factory) {
    this.partition = partition;
    this.factory = factory;
    this.cache = factory.cache();
    this.settings = factory.settings();
  }

  /** The streams that know something, in no order. */
  public List<StreamView> views() {
    return streams.values().stream().map(StreamProcessor::view).filter(Objects::nonNull).toList();
  }

  /** One stream; null where it is not here or knows nothing. */
  public @Nullable StreamView view(String id) {
    StreamProcessor stream = streams.get(id);
    return stream == null ? null : stream.view();
  }

  public int size() {
    return streams.size();
  }

  /**
   * Nothing is known yet.
   *
   * @param next offset of the first record that was not answered before
   */
  public void begin(long next) {
    close();
    served = next;
    rebuilding = false;
  }

  /** Offset of the first record that is answered aloud. */
  public long committedOffset() {
    return served;
  }

  /** One stream's checkpoint, or its end; the later one counts. */
  public void restore(CheckpointReader.Read read) {
    byte[] bytes = read.bytes();
    if (bytes == null) {
      StreamProcessor gone = streams.remove(read.stream());
      if (gone != null) {
        discard(gone);
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
        stream.dropState(); // what an earlier checkpoint said
        stream.restorer().restore(bytes, parts);
      }
      cache.reserve(List.of(stream), stream.spilledBytes());
      cache.evictToLimit();
    } catch (InvalidCheckpointException e) {
      stream.restorer().passOver(String.valueOf(e.getMessage()), parts, served);
    } catch (OffHeapExhaustedException | OutOfMemoryError e) {
      stream.lose(served, "expected memory for its checkpoint, found: " + Failure.describe(e));
    }
  }

  /** A stream's checkpoint of which something is missing. */
  public void damaged(String id) {
    String reason = "expected a checkpoint in all its parts, found some of them missing";
    stream(id).restorer().passOver(reason, 0, served);
  }

  /** Returns what the checkpoints say, once all of them are read. */
  public List<SavedStream> saved() {
    return streams.values().stream().map(StreamProcessor::saved).toList();
  }

  /** Changes the offset of the first record that is answered, before any record is replayed. */
  public void answerFrom(long next) {
    served = next;
  }

  /** All checkpoints are of another log, which had other frames at the same offsets. */
  public void loseAll() {
    String reason =
        "expected a checkpoint of this log, found one of an earlier log of partition " + partition;
    streams.values().forEach(stream -> stream.lose(served, reason));
  }

  /**
   * All checkpoints are read: streams whose frames are gone, or that are ahead of the log, are
   * given up; returns where the replay begins, which is {@link #committedOffset} where there is
   * none.
   *
   * @param told what was committed about it
   * @param first offset that the log still holds
   */
  public long replayFrom(CommitMetadata told, long first) {
    long wanted = told.replay();
    boolean gone = wanted < first; // of what somebody needs; -1: nobody knows who needs what
    long earliest = served;
    long needed = Long.MAX_VALUE; // by streams that go on from an earlier checkpoint
    for (StreamProcessor stream : streams.values()) {
      long next = stream.offset() + 1;
      boolean isEarlier = stream.restorer().passedOver() != null;
      if (next > served) {
        stream.lose(
            served,
            "expected a checkpoint from before offset %d of partition %d, found one of %d"
                .formatted(served, partition, next - 1));
      } else if ((gone || isEarlier) && next < Math.min(first, served)) {
        stream.lose(
            first,
            "expected the frames of partition %d from offset %d on, found that the log begins at %d"
                .formatted(partition, next, first));
      }
      earliest = Math.min(earliest, stream.offset() + 1);
      needed = isEarlier ? Math.min(needed, stream.offset() + 1) : needed;
    }
    warnOfPassedOver();
    rebuilding = told.streams() > streams.size();
    long from = rebuilding ? first : wanted < 0 ? earliest : Math.min(wanted, needed);
    return Math.min(served, Math.max(first, from));
  }

  private void warnOfPassedOver() {
    List<StreamProcessor> some =
        streams.values().stream().filter(s -> s.restorer().passedOver() != null).toList();
    if (!some.isEmpty()) {
      LOG.warn(
          "streams go on from an earlier checkpoint, since the newest record under their key is"
              + " none: {} of partition {}, such as {}: {}",
          some.size(),
          partition,
          RecordText.shorten(some.get(0).id(), RecordText.MOST_NAME),
          some.get(0).restorer().passedOver());
    }
  }

  /** Whether streams are missing that were there: the replay builds them from the log. */
  public boolean rebuilding() {
    return rebuilding;
  }

  /** Ends the replay: returns events and checkpoints that follow from what was found. */
  public List<Output> finishRestore(Workers workers) {
    List<FinishRestore> jobs =
        streams.values().stream()
            .filter(stream -> stream.restorer().isUnfinished())
            .map(FinishRestore::new)
            .toList();
    new StreamJobs(workers, cache).run(jobs);
    streams.values().forEach(this::reindex);
    rebuilding = false;
    return jobs.stream().flatMap(job -> job.outputs().stream()).toList();
  }

  /** A record of this time has come. */
  void advanceTime(long timestamp) {
    clock.advance(timestamp);
  }

  /**
   * The records of streams that the partition has left behind, now that it is at this offset, and
   * of those that have had no frame for so long that they are forgotten.
   *
   * @param free frees memory, where that is wanted
   */
  List<Output> flushDue(long offset, Runnable free) {
    List<Output> out = new ArrayList<>();
    if (offset < served) {
      return out;
    }
    for (StreamProcessor first; (first = dirty.firstOverdue(offset)) != null; ) {
      StreamProcessor stream = first;
      out.addAll(
          stream.checkpoint(
              () -> {
                free.run();
                cache.evictOthers(stream);
              }));
      reindex(stream);
    }
    if (clock.beginSweep(settings.ttl().toNanos())) {
      for (StreamProcessor stream : List.copyOf(streams.values())) {
        if (stream.isExpired(clock.latest())) {
          out.addAll(stream.evict());
          reindex(stream);
        }
      }
    }
    return out;
  }

  /** What is committed with this next offset. */
  public CommitMetadata metadata(long next) {
    return new CommitMetadata(dirty.firstOffset(next), streams.size());
  }

  /** The log's end, as far as it is known. */
  public void updateLogEnd(long offset) {
    end = offset;
  }

  ProcessingMode mode(long offset) {
    if (offset < served) {
      return ProcessingMode.REPLAY;
    }
    int most = settings.overloadLag().orElse(Integer.MAX_VALUE);
    return end - offset - 1 > most ? ProcessingMode.SHED : ProcessingMode.PUBLISH;
  }

  /** The stream of this name; null where only known ones are wanted, and it is not. */
  @Nullable StreamProcessor stream(String id, ProcessingMode mode) {
    if (mode != ProcessingMode.REPLAY) {
      return stream(id);
    }
    StreamProcessor known = streams.get(id);
    if (known == null && rebuilding) {
      known = stream(id);
      known.restorer().markRebuilt();
    }
    return known;
  }

  private StreamProcessor stream(String id) {
    return streams.computeIfAbsent(id, name -> factory.create(name, partition));
  }

  /** A stream has changed: keeps account of it, and lets go of it where it ended or never began. */
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
    stream.close();
  }

  /** Forgets every stream. */
  @Override
  public void close() {
    streams.values().forEach(this::discard);
    streams.clear();
    dirty.clear();
  }
}
