package io.framecast.demo;

import io.framecast.demo.drift.EventHistory;
import io.framecast.topics.Event;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPoller;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.RecordText;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Reads frames, predictions, scores, events and dead letters as they become visible. */
final class TopicObserver implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int MAX_STREAMS = 2_000;
  private static final long MAX_LATENCY_MILLIS = 3_600_000;
  private static final int SKILL_SECONDS = 5;

  /** A score from further in the future is invalid: it would drop the scores of the present. */
  private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(10);

  private final Topics topics = Topics.DEFAULT;
  private final UnreadableRecords unreadable = new UnreadableRecords();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final Set<String> streams = new HashSet<>();
  private final LatencyTracker tracker = new LatencyTracker();
  private final Histogram latencies = new Histogram(MAX_LATENCY_MILLIS, 2);
  private final EventHistory history = new EventHistory();
  private final Thread thread = new Thread(this::run, "topic-observer");
  private volatile boolean stopping;
  private long frames;
  private long predictions;
  private long deadLetters;
  private @Nullable Instant firstPrediction;
  private @Nullable RuntimeException failure;

  private TopicObserver(KafkaConsumer<byte[], byte[]> consumer, RecordPoller poller) {
    this.consumer = consumer;
    this.poller = poller;
  }

  static TopicObserver start(String bootstrap) {
    Topics t = Topics.DEFAULT;
    KafkaConsumer<byte[], byte[]> consumer =
        CommittedRecords.open(
            bootstrap,
            List.of(t.frames(), t.predictions(), t.scores(), t.events(), t.deadLetters()));
    TopicObserver observer =
        new TopicObserver(consumer, CommittedRecords.poller(bootstrap, consumer));
    observer.thread.setDaemon(true);
    observer.thread.start();
    return observer;
  }

  /** Returns when the first prediction became visible, null before. */
  synchronized @Nullable Instant firstPrediction() {
    return firstPrediction;
  }

  EventHistory history() {
    return history;
  }

  synchronized StreamStats stats(Instant now) {
    long second = now.getEpochSecond();
    double skill = history.skill(second - SKILL_SECONDS, second + 1).pooled();
    return new StreamStats(
        streams.size(), frames, predictions, deadLetters, skill, Latency.of(latencies));
  }

  /** Throws {@link IllegalStateException} with one sentence if reading has failed. */
  synchronized void requireRunning() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw new IllegalStateException("the topics cannot be read: " + cause.getMessage(), cause);
    }
  }

  private void run() {
    try (consumer) {
      while (!stopping) {
        var records = poller.poll(POLL);
        Instant now = Instant.now();
        synchronized (this) {
          records.forEach(record -> unreadable.read(record, one -> read(one, now)));
        }
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record, Instant now) {
    String topic = record.topic();
    if (topic.equals(topics.events())) {
      history.addEvent(Event.parse(record.value()), record.timestamp());
    } else if (topic.equals(topics.frames())) {
      frames++;
      if (streams.size() < MAX_STREAMS) {
        streams.add(streamName(record.key()));
      }
      addLatency(tracker.addFrame(RecordPosition.of(record), record.timestamp()));
    } else if (topic.equals(topics.predictions())) {
      Prediction prediction = Prediction.of(record);
      predictions++;
      firstPrediction = firstPrediction == null ? now : firstPrediction;
      addLatency(tracker.addPrediction(prediction.source(), now.toEpochMilli()));
    } else if (topic.equals(topics.scores())) {
      PredictionScore score = PredictionScore.parse(record.value());
      if (record.timestamp() > now.plus(CLOCK_DIFFERENCE).toEpochMilli()) {
        throw new InvalidRecordException(
            "expected a score of a time until now, found " + record.timestamp());
      }
      if (score.lead() == 1) {
        history.addScore(score, record.timestamp());
      }
    } else {
      deadLetters++;
    }
  }

  private void addLatency(OptionalLong millis) {
    millis.ifPresent(
        value -> latencies.recordValue(Math.min(MAX_LATENCY_MILLIS, Math.max(0, value))));
  }

  /** Returns a printable name for a stream, whatever its key is. */
  static String streamName(byte @Nullable [] key) {
    return key == null
        ? "(no key)"
        : RecordText.shorten(new String(key, StandardCharsets.UTF_8), RecordText.MOST_NAME);
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
