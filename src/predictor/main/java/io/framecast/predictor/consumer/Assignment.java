package io.framecast.predictor.consumer;

import io.framecast.predictor.streams.PartitionProcessor;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds the streams of the partitions that are assigned to this predictor. A rebalance is a set
 * difference: revoked partitions are closed, new ones are built, the others keep their streams.
 * Only the consumer loop's thread changes it; any thread may read it.
 */
final class Assignment implements AutoCloseable {
  private final Function<TopicPartition, PartitionProcessor> build;
  private final Map<TopicPartition, PartitionProcessor> owned = new ConcurrentHashMap<>();

  Assignment(Function<TopicPartition, PartitionProcessor> build) {
    this.build = build;
  }

  /** Makes exactly these partitions the assigned ones. */
  void assign(Set<TopicPartition> now) {
    Set<TopicPartition> gone = new HashSet<>(owned.keySet());
    gone.removeAll(now);
    for (TopicPartition partition : gone) {
      owned.remove(partition).close();
    }
    for (TopicPartition partition : now) {
      owned.computeIfAbsent(partition, build);
    }
  }

  /** Closes these partitions; one that is assigned again is restored from its checkpoints. */
  void revoke(Collection<TopicPartition> partitions) {
    Set<TopicPartition> kept = new HashSet<>(owned.keySet());
    kept.removeAll(Set.copyOf(partitions));
    assign(kept);
  }

  /**
   * Returns the streams of an assigned partition.
   *
   * @throws IllegalStateException for a partition that is not assigned
   */
  PartitionProcessor streamsOf(TopicPartition partition) {
    PartitionProcessor streams = owned.get(partition);
    if (streams == null) {
      throw new IllegalStateException("expected an assigned partition, found " + partition);
    }
    return streams;
  }

  /** Returns whether the partition is assigned. */
  boolean hasPartition(TopicPartition partition) {
    return owned.containsKey(partition);
  }

  /** Returns the assigned partitions. */
  Set<TopicPartition> partitions() {
    return owned.keySet();
  }

  /** Returns the streams of all assigned partitions. */
  List<PartitionProcessor> all() {
    return List.copyOf(owned.values());
  }

  @Override
  public void close() {
    assign(Set.of());
  }
}
