package io.framecast.predictor.group;

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
 * Who owns the streams of which partition. A rebalance is a set difference: partitions that went
 * are closed, those that came are built, those that stayed keep their streams. Changed by the
 * loop's thread, looked at by any.
 */
final class Assignment implements AutoCloseable {
  private final Function<TopicPartition, PartitionProcessor> build;
  private final Map<TopicPartition, PartitionProcessor> owned = new ConcurrentHashMap<>();

  Assignment(Function<TopicPartition, PartitionProcessor> build) {
    this.build = build;
  }

  /** From now on exactly these partitions are ours. */
  void become(Set<TopicPartition> now) {
    Set<TopicPartition> gone = new HashSet<>(owned.keySet());
    gone.removeAll(now);
    for (TopicPartition partition : gone) {
      owned.remove(partition).close();
    }
    for (TopicPartition partition : now) {
      owned.computeIfAbsent(partition, build);
    }
  }

  /** These partitions are ours no longer; those that come back begin anew. */
  void lose(Collection<TopicPartition> partitions) {
    Set<TopicPartition> kept = new HashSet<>(owned.keySet());
    kept.removeAll(Set.copyOf(partitions));
    become(kept);
  }

  /** Throws {@link IllegalStateException} for a partition that is not ours. */
  PartitionProcessor owner(TopicPartition partition) {
    PartitionProcessor streams = owned.get(partition);
    if (streams == null) {
      throw new IllegalStateException("expected an assigned partition, found " + partition);
    }
    return streams;
  }

  boolean owns(TopicPartition partition) {
    return owned.containsKey(partition);
  }

  Set<TopicPartition> partitions() {
    return owned.keySet();
  }

  List<PartitionProcessor> all() {
    return List.copyOf(owned.values());
  }

  @Override
  public void close() {
    become(Set.of());
  }
}
