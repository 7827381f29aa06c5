package io.framecast.trainer.service;

import io.framecast.topics.AddedPartitions;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPoller;
import io.framecast.topics.TopicEndReader;
import io.framecast.topics.UnreadableRecords;
import io.framecast.trainer.log.LogReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Consumes the scores topic, beginning a little before its current end. Partitions that are added
 * later are consumed from their beginning.
 */
final class ScoreConsumer implements AutoCloseable {
  /** Scores of each partition that it reads again at the start, to know the recent skill. */
  private static final long REPLAYED = 5_000;

  /** A score with the time of its record. */
  record Timed(PredictionScore score, long timestamp) {}

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final AddedPartitions added;
  private final UnreadableRecords unreadable;
  private List<Timed> replayed;

  /** Reads the most recent scores; blocks until they are there. */
  ScoreConsumer(LogReader log, String topic, UnreadableRecords unreadable) {
    this.unreadable = unreadable;
    consumer = log.consumer();
    poller = log.poller(consumer);
    added = new AddedPartitions(consumer);
    try {
      replayed = replay(log, topic);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  private List<Timed> replay(LogReader log, String topic) {
    Map<TopicPartition, Long> ends = log.ends(topic);
    consumer.assign(ends.keySet());
    Map<TopicPartition, Long> first = log.beginnings(topic);
    ends.forEach(
        (partition, end) ->
            consumer.seek(partition, Math.max(first.getOrDefault(partition, 0L), end - REPLAYED)));
    List<Timed> read = new ArrayList<>();
    if (!new TopicEndReader(consumer, poller).read(ends, log.patience(), one -> add(one, read))) {
      throw new TimeoutException("no more records of " + topic + " arrived");
    }
    // partitions are read one after the other; drift needs their scores in the order of time
    read.sort(Comparator.comparingLong(Timed::timestamp));
    return read;
  }

  /** Returns the scores since the last call; waits for some if there are none. */
  List<Timed> poll(Duration patience) {
    if (!replayed.isEmpty()) {
      List<Timed> recent = replayed;
      replayed = List.of();
      return recent;
    }
    return fetch(patience);
  }

  private List<Timed> fetch(Duration patience) {
    added.assign();
    List<Timed> scores = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : poller.poll(patience)) {
      add(record, scores);
    }
    return scores;
  }

  /** Adds a score of a prediction of the next frame; forecasts further ahead are left out. */
  private void add(ConsumerRecord<byte[], byte[]> record, List<Timed> scores) {
    unreadable.read(
        record,
        one -> {
          Timed timed = timed(one, System.currentTimeMillis());
          if (timed.score.lead() == 1) {
            scores.add(timed);
          }
        });
  }

  /** Limits the time to now: a clock that runs ahead must not put drift into the future. */
  static Timed timed(ConsumerRecord<byte[], byte[]> record, long now) {
    return new Timed(PredictionScore.parse(record.value()), Math.min(record.timestamp(), now));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
