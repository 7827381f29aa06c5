package io.framecast.predictor.consumer;

import io.framecast.topics.ThrottledLog;
import io.framecast.topics.TopicPlan;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the assigned partitions of frames that have no partition for their output: an operator has
 * added partitions to the frames topic only. They wait until the other topics have them too, and
 * all other partitions are served.
 */
final class UnservedPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(UnservedPartitions.class);
  private static final long CHECK_NANOS = Duration.ofSeconds(5).toNanos();

  private final TopicPlan plan;
  private final OutputPartitions output;
  private final LongSupplier nanoClock;
  private final Set<TopicPartition> unserved = new HashSet<>();
  private final ThrottledLog log = new ThrottledLog();
  private int count;
  private long lastCheck;

  /** Counts the partitions for output. */
  interface OutputPartitions {
    /** Returns their number; throws {@link KafkaException} if the broker does not answer. */
    int count() throws InterruptedException;
  }

  /**
   * Starts without any.
   *
   * @param count the number of partitions for output so far
   * @param output counts them again
   */
  UnservedPartitions(TopicPlan plan, int count, OutputPartitions output) {
    this(plan, count, output, System::nanoTime);
  }

  UnservedPartitions(TopicPlan plan, int count, OutputPartitions output, LongSupplier nanoClock) {
    this.plan = plan;
    this.count = count;
    this.output = output;
    this.nanoClock = nanoClock;
    this.lastCheck = nanoClock.getAsLong();
  }

  /** Adds those of these partitions that have no partition for their output, and returns them. */
  Set<TopicPartition> add(Collection<TopicPartition> assigned) {
    Set<TopicPartition> added = new HashSet<>(assigned);
    added.removeIf(partition -> partition.partition() < count);
    unserved.addAll(added);
    return added;
  }

  /** Removes partitions that are no longer assigned. */
  void remove(Collection<TopicPartition> revoked) {
    unserved.removeAll(revoked);
  }

  /** Returns the partitions that wait. */
  Set<TopicPartition> partitions() {
    return Set.copyOf(unserved);
  }

  /** Removes and returns the partitions that can be served by now; asks every few seconds. */
  Set<TopicPartition> findServable() throws InterruptedException {
    if (unserved.isEmpty() || nanoClock.getAsLong() - lastCheck < CHECK_NANOS) {
      return Set.of();
    }
    lastCheck = nanoClock.getAsLong();
    try {
      count = Math.max(count, output.count());
    } catch (KafkaException e) {
      LOG.debug("the partitions cannot be counted yet", e);
    }
    Set<TopicPartition> servable = new HashSet<>(unserved);
    servable.removeIf(partition -> partition.partition() >= count);
    unserved.removeAll(servable);
    if (!servable.isEmpty()) {
      LOG.info("{} have partitions for their output now", servable);
    }
    report();
    return servable;
  }

  /** Logs which partitions wait, and for what. */
  void report() {
    if (!unserved.isEmpty()) {
      log.log(
          times ->
              LOG.warn(
                  "expected {} to have as many partitions as {}, found {}: partitions {} of it are"
                      + " not served until an operator adds partitions to those topics",
                  String.join(", ", plan.copartitioned()),
                  plan.topics().frames(),
                  count,
                  numbers()));
    }
  }

  private Set<Integer> numbers() {
    Set<Integer> numbers = new TreeSet<>();
    unserved.forEach(partition -> numbers.add(partition.partition()));
    return numbers;
  }
}
