package io.framecast.demo;

import io.framecast.demo.story.Outcome;
import io.framecast.topics.Score;
import io.framecast.topics.Skill;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The end: every frame that stands in the log now is to be answered, and the log is read anew. */
final class Finale {
  private static final String GROUP = "framecast-predictor";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long PAUSE_MILLIS = 50;

  private final String bootstrap;
  private final Topics topics = Topics.DEFAULT;
  private final Map<Integer, Long> ends = new HashMap<>();
  private boolean late;
  private Skill skill = Skill.NONE;

  private Finale(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /**
   * Waits for the answers to all frames that were appended until now, for at most 20 s, then counts
   * what the topics hold.
   */
  static Summary of(String bootstrap, Watch watch, Instant askedAt, @Nullable Outcome story)
      throws InterruptedException {
    Finale finale = new Finale(bootstrap);
    finale.awaitAnswers();
    Accounts accounts = finale.accounts();
    Instant first = watch.first();
    Duration toFirst = first == null ? null : Duration.between(askedAt, first);
    return new Summary(accounts, finale.late, finale.skill, watch.latency(), toFirst, story);
  }

  private void awaitAnswers() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> frames = Log.open(bootstrap, List.of(topics.frames()))) {
      frames
          .endOffsets(frames.assignment())
          .forEach((partition, end) -> ends.put(partition.partition(), end));
    }
    long until = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      while (!allRead(admin)) {
        if (System.nanoTime() - until > 0) {
          late = true;
          return;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** What is read is answered: a batch's offsets are committed with its predictions. */
  private boolean allRead(Admin admin) throws InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
      return ends.entrySet().stream()
          .allMatch(
              end -> {
                TopicPartition partition = new TopicPartition(topics.frames(), end.getKey());
                OffsetAndMetadata read = committed.get(partition);
                return end.getValue() == 0 || (read != null && read.offset() >= end.getValue());
              });
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not tell what is read: " + e.getCause(), e);
    }
  }

  private Accounts accounts() {
    Ledger ledger = new Ledger(topics.frames());
    UnreadableRecords unreadable = new UnreadableRecords();
    Log.read(bootstrap, topics.predictions(), ledger::prediction);
    Log.read(bootstrap, topics.deadLetters(), ledger::deadLetter);
    Log.read(
        bootstrap,
        topics.frames(),
        record ->
            ledger.frame(record, record.offset() < ends.getOrDefault(record.partition(), 0L)));
    Log.read(
        bootstrap,
        topics.scores(),
        record -> unreadable.read(record, one -> skill = skill.plus(Score.parse(one.value()))));
    Accounts accounts = ledger.accounts();
    long others = accounts.others() + unreadable.count(topics.scores());
    return new Accounts(accounts.streams(), others);
  }
}
