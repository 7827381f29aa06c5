package io.framecast.predictor.consumer;

import io.framecast.frames.Count;
import io.framecast.predictor.offsets.HighWatermarks.LogEnd;
import io.framecast.topics.ThrottledLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the records of each assigned partition that are not processed, up to the high watermark.
 * It includes records of a producer's open transaction, which a consumer gets only after the
 * transaction has ended, and all records after them. No call waits for the broker.
 */
final class LagMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(LagMonitor.class);
  private static final long OPEN_NANOS = Duration.ofSeconds(10).toNanos();

  private final Consumer<byte[], byte[]> consumer;
  private final RecordBuffer buffer;
  private final Function<Set<TopicPartition>, CompletableFuture<Map<TopicPartition, LogEnd>>> ask;
  private final LongSupplier nanoClock;
  private final Map<TopicPartition, Blocked> blocked = new HashMap<>();
  private CompletableFuture<Map<TopicPartition, LogEnd>> answer =
      CompletableFuture.completedFuture(Map.of());
  private Map<TopicPartition, LogEnd> ends = Map.of();

  /** Holds the offset that a partition cannot pass, and since when. */
  private record Blocked(long offset, long since, ThrottledLog log) {}

  /**
   * Monitors the partitions of one consumer.
   *
   * @param ask asks the broker for both ends of partitions
   */
  LagMonitor(
      Consumer<byte[], byte[]> consumer,
      RecordBuffer buffer,
      Function<Set<TopicPartition>, CompletableFuture<Map<TopicPartition, LogEnd>>> ask) {
    this(consumer, buffer, ask, System::nanoTime);
  }

  LagMonitor(
      Consumer<byte[], byte[]> consumer,
      RecordBuffer buffer,
      Function<Set<TopicPartition>, CompletableFuture<Map<TopicPartition, LogEnd>>> ask,
      LongSupplier nanoClock) {
    this.consumer = consumer;
    this.buffer = buffer;
    this.ask = ask;
    this.nanoClock = nanoClock;
  }

  /** Returns the number of waiting records by partition, and asks for the next ends. */
  Map<Integer, Long> measure() {
    Set<TopicPartition> partitions = consumer.assignment();
    if (answer.isDone()) {
      ends = answer.isCompletedExceptionally() ? Map.of() : answer.join();
      ends.forEach(this::reportBlocked);
      answer = ask.apply(partitions);
    }
    blocked.keySet().retainAll(partitions);
    Map<Integer, Long> lags = new HashMap<>();
    for (TopicPartition partition : partitions) {
      buffer
          .readableEnd(partition)
          .ifPresent(
              readable -> {
                LogEnd known = ends.get(partition);
                long end = known == null ? readable : Math.max(readable, known.high());
                lags.put(partition.partition(), end - buffer.position(partition));
              });
    }
    return lags;
  }

  /**
   * Logs a transaction that has been open for long. The broker's offsets decide: what this consumer
   * has read up to says nothing, as a busy one fetches nothing.
   */
  private void reportBlocked(TopicPartition partition, LogEnd end) {
    if (end.stable() == end.high()) {
      blocked.remove(partition);
      return;
    }
    long now = nanoClock.getAsLong();
    Blocked known = blocked.get(partition);
    if (known == null || known.offset != end.stable()) {
      blocked.put(partition, new Blocked(end.stable(), now, new ThrottledLog()));
    } else if (now - known.since >= OPEN_NANOS) {
      known.log.log(
          times ->
              LOG.warn(
                  "records of {} from offset {} on are not readable for {} s: a producer has not ended"
                      + " its transaction; {} {} for it",
                  partition,
                  end.stable(),
                  Duration.ofNanos(now - known.since).toSeconds(),
                  Count.of(end.high() - end.stable(), "record"),
                  end.high() - end.stable() == 1 ? "waits" : "wait"));
    }
  }
}
