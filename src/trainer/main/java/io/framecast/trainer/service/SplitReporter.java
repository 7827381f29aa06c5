package io.framecast.trainer.service;

import io.framecast.topics.Event;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.RecordText;
import io.framecast.topics.SplitStream;
import io.framecast.topics.models.ModelRegistry;
import io.framecast.trainer.log.RecordLog;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the event of a split stream, unless a predictor or an earlier start has written it. */
final class SplitReporter {
  private static final Logger LOG = LoggerFactory.getLogger(SplitReporter.class);
  private static final int NAMED = 3;

  /** How many of the newest events of a partition are looked at. */
  private static final long NEWEST = 10_000;

  private final RecordLog log;
  private final ModelRegistry models;
  private final String events;

  SplitReporter(RecordLog log, ModelRegistry models, String events) {
    this.log = log;
    this.models = models;
    this.events = events;
  }

  /** Reports those of these streams of which the newest events do not tell. */
  void report(List<SplitStream> found) {
    if (found.isEmpty()) {
      return;
    }
    Set<String> told = told();
    List<SplitStream> untold = found.stream().filter(one -> !told.contains(one.stream())).toList();
    if (untold.isEmpty()) {
      return;
    }
    models.publishEvents(
        untold.stream()
            .map(one -> new Event(Event.SPLIT, one.stream(), null, one.sentence()))
            .toList());
    LOG.warn(
        "{} more streams are in two partitions of {}, each with two states: {}{}; use one"
            + " partitioner in all producers",
        untold.size(),
        untold.get(0).topic(),
        untold.stream().limit(NAMED).map(one -> RecordText.quote(one.stream())).toList(),
        untold.size() > NAMED ? " and others" : "");
  }

  /** Returns the streams of which the newest events say that they are split. */
  private Set<String> told() {
    Set<String> streams = new HashSet<>();
    try {
      Map<TopicPartition, Long> first = log.beginnings(events);
      log.ends(events)
          .forEach(
              (partition, end) ->
                  log.read(
                      partition,
                      Math.max(first.getOrDefault(partition, 0L), end - NEWEST),
                      end,
                      record -> addSplit(record, streams)));
    } catch (TopicAuthorizationException e) {
      LOG.warn(
          "topic {} cannot be read, so the event of a stream in two partitions may be there twice:"
              + " give the trainer Read on it",
          events);
    }
    return streams;
  }

  /** Adds the stream of an event that tells of a split one; always asks for more records. */
  private static boolean addSplit(ConsumerRecord<byte[], byte[]> record, Set<String> streams) {
    try {
      Event event = Event.parse(record.value());
      if (event.event().equals(Event.SPLIT)) {
        streams.add(event.subject());
      }
    } catch (InvalidRecordException e) {
      // another producer's record tells of no stream
    }
    return true;
  }
}
