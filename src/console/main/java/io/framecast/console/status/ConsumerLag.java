package io.framecast.console.status;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Computes the lag of the predictors' consumer group. */
final class ConsumerLag {
  private static final long PATIENCE_SECONDS = 3;

  private final Admin admin;
  private final String topic;
  private final String group;

  /** Says that the broker has no such topic. */
  static final class MissingTopicException extends KafkaException {
    private static final long serialVersionUID = 1;

    private MissingTopicException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  ConsumerLag(Admin admin, String topic, String group) {
    this.admin = admin;
    this.topic = topic;
    this.group = group;
  }

  /**
   * The lag of a group.
   *
   * @param unusedGroup the group if it has committed no position at all; null otherwise
   */
  record Lags(List<SystemStatus.PartitionLag> partitions, @Nullable String unusedGroup) {}

  /**
   * Returns the lag of each partition; without a commit the lag is the whole partition.
   *
   * @throws MissingTopicException with a sentence if there is no such topic
   */
  Lags read() throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> beginnings = new HashMap<>();
    for (TopicPartitionInfo one : partitions()) {
      TopicPartition partition = new TopicPartition(topic, one.partition());
      ends.put(partition, OffsetSpec.latest());
      beginnings.put(partition, OffsetSpec.earliest());
    }
    var committing = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata();
    var ending = admin.listOffsets(ends).all();
    var beginning = admin.listOffsets(beginnings).all();
    Map<TopicPartition, OffsetAndMetadata> committed =
        committing.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var last = ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var first = beginning.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    List<SystemStatus.PartitionLag> lags = new ArrayList<>();
    last.forEach(
        (partition, end) -> {
          OffsetAndMetadata done = committed.get(partition);
          long from = done == null ? requireNonNull(first.get(partition)).offset() : done.offset();
          lags.add(
              new SystemStatus.PartitionLag(
                  partition.partition(), Math.max(0, end.offset() - from)));
        });
    lags.sort(Comparator.comparingInt(SystemStatus.PartitionLag::partition));
    boolean isUsed = ends.keySet().stream().anyMatch(one -> committed.get(one) != null);
    return new Lags(lags, isUsed ? null : group);
  }

  private List<TopicPartitionInfo> partitions()
      throws InterruptedException, ExecutionException, TimeoutException {
    var found = admin.describeTopics(List.of(topic)).topicNameValues().get(topic);
    try {
      return requireNonNull(found).get(PATIENCE_SECONDS, TimeUnit.SECONDS).partitions();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new MissingTopicException("Topic " + topic + " does not exist yet.", e);
      }
      throw e;
    }
  }
}
