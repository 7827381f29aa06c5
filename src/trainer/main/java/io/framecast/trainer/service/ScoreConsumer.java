package io.framecast.trainer.service;

import io.framecast.topics.RecordPoller;
import io.framecast.topics.Score;
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

/** The scores topic as it grows, from a little before now on. */
final class ScoreConsumer implements AutoCloseable {
  /** Scores of each partition that are read again at the start, to know what skill was. */
  private static final long AGAIN = 5_000;

  /** A score with the time of its record. */
  record Timed(Score score, long timestamp) {}

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final UnreadableRecords unreadable;
  private List<Timed> earlier;

  /** Reads what has just been; blocks. */
  ScoreConsumer(LogReader log, String topic, UnreadableRecords unreadable) {
    this.unreadable = unreadable;
    consumer = log.consumer();
    poller = log.poller(consumer);
    Map<TopicPartition, Long> ends = log.ends(topic);
    consumer.assign(ends.keySet());
    Map<TopicPartition, Long> first = log.beginnings(topic);
    ends.forEach(
        (partition, end) ->
            consumer.seek(partition, Math.max(first.getOrDefault(partition, 0L), end - AGAIN)));
    List<Timed> read = new ArrayList<>();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      read.addAll(poll(Duration.ofMillis(200)));
    }
    // partitions come one after the other: without this their drift would have happened in turn
    read.sort(Comparator.comparingLong(Timed::timestamp));
    earlier = read;
  }

  /** What has been written since it was asked last. */
  List<Timed> next(Duration patience) {
    if (!earlier.isEmpty()) {
      List<Timed> before = earlier;
      earlier = List.of();
      return before;
    }
    return poll(patience);
  }

  private List<Timed> poll(Duration patience) {
    List<Timed> scores = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : poller.poll(patience)) {
      unreadable.read(record, one -> scores.add(timed(one, System.currentTimeMillis())));
    }
    return scores;
  }

  /** A clock that runs ahead must not make a fall one that is yet to come. */
  static Timed timed(ConsumerRecord<byte[], byte[]> record, long now) {
    return new Timed(Score.parse(record.value()), Math.min(record.timestamp(), now));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
