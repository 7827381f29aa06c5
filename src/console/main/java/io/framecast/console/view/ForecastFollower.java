package io.framecast.console.view;

import static java.util.stream.Collectors.toSet;

import io.framecast.topics.AddedPartitions;
import io.framecast.topics.RecordPoller;
import io.framecast.topics.ThrottledLog;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the forecasts topic with a consumer and a thread of its own. The topic may be missing, or
 * created later, or its rights may be missing, and it may hold a hundred times as many records as
 * the predictions topic. Nothing of that affects the other topics. It is read only while there is a
 * demand.
 */
public final class ForecastFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ForecastFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** How often it looks whether it is far behind; with each poll of few records it would cost. */
  private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

  /** How long it waits for a missing topic, and after a failure. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** How long it waits for a missing right: the client logs each attempt. */
  private static final Duration DENIED_PAUSE = Duration.ofMinutes(1);

  /** It begins this far in the past; only the newest forecasts are kept. */
  private static final Duration PAST = Duration.ofSeconds(10);

  /** A small part of the heap; forecasts of many leads arrive at once. */
  private static final int FETCH_BYTES = 8 << 20;

  private final Map<String, Object> settings;
  private final String topic;
  private final TopicView view;
  private final ForecastDemand demand;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "framecast-forecasts");
  private final ThrottledLog log = new ThrottledLog();
  private boolean isDenied;

  /**
   * Follows nothing before {@link #start}.
   *
   * @param settings client settings; those that a follower needs are added here
   */
  public ForecastFollower(
      Map<String, Object> settings, String topic, TopicView view, ForecastDemand demand) {
    this.settings = TopicFollower.consumerSettings(settings);
    this.settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    this.topic = topic;
    this.view = view;
    this.demand = demand;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      Duration pause;
      do {
        pause = attempt();
      } while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Follows the topic, and returns after any failure how long to wait. */
  private Duration attempt() throws InterruptedException {
    try {
      follow();
    } catch (AuthorizationException e) {
      if (!isDenied) {
        isDenied = true;
        LOG.warn(
            "Topic {} cannot be read, so the page asks the trainer for frames further ahead."
                + " Grant Read on it if predictors publish forecasts: {}",
            topic,
            e.getMessage());
      }
      return DENIED_PAUSE;
    } catch (RuntimeException | Error e) {
      // a thread that ended would leave the page without forecasts
      log.log(
          failures -> LOG.warn("Topic {} cannot be read. Trying again: {}", topic, e.toString()));
    }
    return PAUSE;
  }

  private void follow() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
      List<TopicPartition> partitions = partitions(consumer);
      while (partitions.isEmpty()) {
        if (stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        partitions = partitions(consumer);
      }
      consumer.assign(partitions);
      RecordPoller poller = RecordPoller.of(consumer, settings);
      AddedPartitions added = new AddedPartitions(consumer);
      boolean isPaused = true;
      long checked = System.nanoTime();
      while (stop.getCount() > 0) {
        if (!demand.isPresent()) {
          isPaused = true;
          stop.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
          continue;
        }
        next.putAll(added.assign());
        if (isPaused) {
          seekToRecent(consumer, consumer.assignment());
          isPaused = false;
        }
        for (ConsumerRecord<byte[], byte[]> record : poller.poll(POLL)) {
          next.put(partition(record), record.offset() + 1);
          view.read(record);
        }
        isDenied = false;
        if (System.nanoTime() - checked > CHECK_NANOS) {
          checked = System.nanoTime();
          skipOld(consumer);
        }
      }
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.partitionsFor(topic).stream()
        .map(found -> new TopicPartition(topic, found.partition()))
        .toList();
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  /** Skips what is too old to be shown, unless it was read already. */
  private void seekToRecent(
      Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    long since = System.currentTimeMillis() - PAST.toMillis();
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since));
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp recent = found.get(partition);
      long start =
          TopicFollower.start(
              beginnings.getOrDefault(partition, 0L),
              ends.getOrDefault(partition, 0L),
              recent == null ? null : recent.offset(),
              false);
      consumer.seek(partition, Math.max(start, next.getOrDefault(partition, 0L)));
    }
  }

  /** Skips old forecasts in partitions of which more waits than a console reads at its start. */
  void skipOld(Consumer<byte[], byte[]> consumer) {
    seekToRecent(
        consumer,
        consumer.assignment().stream()
            .filter(
                partition ->
                    consumer.currentLag(partition).orElse(0) > TopicFollower.MOST_PAST_RECORDS)
            .collect(toSet()));
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
