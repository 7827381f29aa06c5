package io.framecast.demo;

import io.framecast.demo.story.Chronicle;
import io.framecast.topics.Event;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPoller;
import io.framecast.topics.RecordText;
import io.framecast.topics.Score;
import io.framecast.topics.Source;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** Follows frames, predictions, scores, events and dead letters as they become visible. */
final class Watch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** More than a terminal has room for. */
  private static final int MOST_PAIRS = 6;

  private static final int MOST_STREAMS = 2_000;

  /** Clocks differ by less; the scores of a later second would hide all others. */
  private static final Duration AHEAD = Duration.ofSeconds(10);

  private final Topics topics = Topics.DEFAULT;
  private final UnreadableRecords unreadable = new UnreadableRecords();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordPoller poller;
  private final Map<String, Figures> streams = new TreeMap<>(new ByNumber());
  private final Answers answers = new Answers();
  private final Chronicle chronicle = new Chronicle();
  private final Thread thread = new Thread(this::run, "watch");
  private volatile boolean stopping;
  private @Nullable Instant first;
  private @Nullable RuntimeException failure;

  private Watch(KafkaConsumer<byte[], byte[]> consumer, RecordPoller poller) {
    this.consumer = consumer;
    this.poller = poller;
  }

  static Watch started(String bootstrap) {
    Topics t = Topics.DEFAULT;
    KafkaConsumer<byte[], byte[]> consumer =
        Log.open(
            bootstrap,
            List.of(t.frames(), t.predictions(), t.scores(), t.events(), t.deadLetters()));
    Watch watch = new Watch(consumer, Log.poller(bootstrap, consumer));
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  /** When the first prediction was seen, null before. */
  synchronized @Nullable Instant first() {
    return first;
  }

  /** What scores and events have said. */
  Chronicle chronicle() {
    return chronicle;
  }

  /** One row for each stream. */
  synchronized List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    streams.forEach((stream, figures) -> rows.add(figures.row(stream)));
    return rows;
  }

  /** Pictures of the first streams. */
  synchronized List<Pair> pairs() {
    return streams.entrySet().stream()
        .map(entry -> entry.getValue().pair(entry.getKey()))
        .filter(Objects::nonNull)
        .limit(MOST_PAIRS)
        .toList();
  }

  /** Of all streams. */
  synchronized Latency latency() {
    Histogram all = Figures.millis();
    streams.values().forEach(figures -> figures.addLatenciesTo(all));
    return Latency.of(all);
  }

  /** Throws {@link IllegalStateException} where it has ended by itself; one sentence. */
  synchronized void expectAlive() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw new IllegalStateException(
          "the topics cannot be followed: " + cause.getMessage(), cause);
    }
  }

  private void run() {
    try (consumer) {
      while (!stopping) {
        var records = poller.poll(POLL);
        Instant now = Instant.now();
        synchronized (this) {
          records.forEach(record -> look(record, now));
        }
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  private void look(ConsumerRecord<byte[], byte[]> record, Instant now) {
    unreadable.read(record, one -> see(one, now));
  }

  private void see(ConsumerRecord<byte[], byte[]> record, Instant now) {
    String topic = record.topic();
    if (topic.equals(topics.events())) {
      chronicle.event(Event.parse(record.value()), record.timestamp());
      return;
    }
    if (topic.equals(topics.frames())) {
      Figures figures = figures(record);
      figures.frame(record);
      answers.frame(Source.of(record), record.timestamp()).ifPresent(figures::latency);
    } else if (topic.equals(topics.predictions())) {
      Prediction prediction = Prediction.of(record);
      Figures figures = figures(record);
      first = first == null ? now : first;
      figures.prediction(prediction);
      answers.prediction(prediction.source(), now.toEpochMilli()).ifPresent(figures::latency);
    } else if (topic.equals(topics.scores())) {
      Score score = Score.parse(record.value());
      if (record.timestamp() > now.plus(AHEAD).toEpochMilli()) {
        throw new InvalidRecordException(
            "expected a score of a time until now, found " + record.timestamp());
      }
      figures(record).score(score);
      chronicle.score(score, record.timestamp());
    } else {
      figures(record).refused();
    }
  }

  /** Returns the figures of the record's stream; streams beyond a limit share one set. */
  private Figures figures(ConsumerRecord<byte[], byte[]> record) {
    String name = name(record.key());
    boolean hasRoom = streams.size() < MOST_STREAMS || streams.containsKey(name);
    return streams.computeIfAbsent(hasRoom ? name : "(others)", s -> new Figures());
  }

  /** A stream's name as it can be shown, whatever its key. */
  static String name(byte @Nullable [] key) {
    return key == null
        ? "(no key)"
        : RecordText.shortened(new String(key, StandardCharsets.UTF_8), RecordText.MOST_NAME);
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
