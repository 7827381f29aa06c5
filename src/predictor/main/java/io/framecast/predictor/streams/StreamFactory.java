package io.framecast.predictor.streams;

import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.Topics;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** Creates the processors of streams from the objects that all of them share. */
public final class StreamFactory {
  private final WeightsPool weights;
  private final StreamSettings settings;
  private final StateCache cache;
  private final OutputRecords output;
  private final FrameDecoder decoder;
  private final StateFactory states;

  /** The newest partition of each stream: a key should fall into one. */
  private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

  /**
   * Shares these objects between all streams.
   *
   * @param recordBytes the current size limit of each topic's records, by topic name; it may change
   *     between two batches, and a topic without an entry has no limit
   */
  public StreamFactory(
      WeightsPool weights,
      Topics topics,
      FrameLimits limits,
      StreamSettings settings,
      Map<String, Integer> recordBytes,
      StateCache cache) {
    this.weights = weights;
    this.settings = settings;
    this.cache = cache;
    this.output = new OutputRecords(topics, recordBytes);
    this.decoder = new FrameDecoder(limits);
    FrameCapacity capacity = new FrameCapacity(output, cache.limit(), settings.horizons());
    // frames in a checkpoint were accepted, whatever their limit of bytes is today
    FrameLimits anyBytes =
        new FrameLimits(limits.maxHeight(), limits.maxWidth(), Integer.MAX_VALUE);
    this.states =
        new StateFactory(weights, new FrameDecoder(anyBytes), capacity, settings.primingFrames());
  }

  WeightsPool weights() {
    return weights;
  }

  StreamSettings settings() {
    return settings;
  }

  StateCache cache() {
    return cache;
  }

  OutputRecords output() {
    return output;
  }

  /** Returns another partition of this process that has a stream of this id. */
  OptionalInt otherPartition(String id, int partition) {
    Integer newest = partitions.get(id);
    return newest == null || newest == partition ? OptionalInt.empty() : OptionalInt.of(newest);
  }

  /** Forgets that the partition has a stream of this id. */
  void remove(String id, int partition) {
    partitions.remove(id, partition);
  }

  /** Returns the processor of a new stream. */
  StreamProcessor create(String id, int partition) {
    partitions.put(id, partition);
    StreamKey key = new StreamKey(id, output.topics().frames(), partition);
    StateHolder holder = new StateHolder(cache, weights, states);
    CheckpointSchedule schedule = new CheckpointSchedule(key, settings, output);
    WeightSwap swap = new WeightSwap(weights, states);
    StreamContext context = new StreamContext(key, holder, schedule, swap, settings, output);
    FrameProcessor frames = new FrameProcessor(context, decoder, states, settings, output);
    return new StreamProcessor(context, frames, output);
  }
}
