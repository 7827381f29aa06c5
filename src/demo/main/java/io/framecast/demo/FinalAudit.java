package io.framecast.demo;

import io.framecast.demo.drift.ScenarioResult;
import io.framecast.topics.PooledSkill;
import io.framecast.topics.PredictionScore;
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

/** Waits until every frame of the log has its prediction, then reads all topics and counts. */
final class FinalAudit {
  private static final String GROUP = "framecast-predictor";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long PAUSE_MILLIS = 50;
  private static final Topics TOPICS = Topics.DEFAULT;

  private PooledSkill skill = PooledSkill.NONE;

  private FinalAudit() {}

  /**
   * Waits at most 20 s for the predictions of all frames that were appended until now, then counts
   * what the topics hold.
   */
  static Summary run(
      String bootstrap,
      TopicObserver observer,
      Instant commandTime,
      @Nullable ScenarioResult scenario)
      throws InterruptedException {
    Map<TopicPartition, Long> ends = endOffsets(bootstrap);
    boolean isLate = !awaitPredictions(bootstrap, ends);
    FinalAudit audit = new FinalAudit();
    AuditResult result = audit.audit(bootstrap, ends);
    Instant first = observer.firstPrediction();
    return new Summary(
        result,
        isLate,
        audit.skill,
        observer.stats(Instant.now()).latency(),
        first == null ? null : Duration.between(commandTime, first),
        scenario);
  }

  private static Map<TopicPartition, Long> endOffsets(String bootstrap) {
    try (KafkaConsumer<byte[], byte[]> frames =
        CommittedRecords.open(bootstrap, List.of(TOPICS.frames()))) {
      return new HashMap<>(frames.endOffsets(frames.assignment()));
    }
  }

  /** Returns whether all frames before these offsets were processed in time. */
  private static boolean awaitPredictions(String bootstrap, Map<TopicPartition, Long> ends)
      throws InterruptedException {
    long until = System.nanoTime() + TIMEOUT.toNanos();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      while (!areProcessed(admin, ends)) {
        if (System.nanoTime() - until > 0) {
          return false;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      return true;
    }
  }

  /** The offsets of a batch are committed together with its predictions. */
  private static boolean areProcessed(Admin admin, Map<TopicPartition, Long> ends)
      throws InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
      return ends.entrySet().stream()
          .allMatch(
              end -> {
                OffsetAndMetadata offset = committed.get(end.getKey());
                return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
              });
    } catch (ExecutionException e) {
      throw new IllegalStateException("committed offsets cannot be read: " + e.getCause(), e);
    }
  }

  private AuditResult audit(String bootstrap, Map<TopicPartition, Long> ends) {
    Audit audit = new Audit(TOPICS.frames());
    UnreadableRecords unreadable = new UnreadableRecords();
    CommittedRecords.read(bootstrap, TOPICS.predictions(), audit::addPrediction);
    CommittedRecords.read(bootstrap, TOPICS.deadLetters(), audit::addDeadLetter);
    CommittedRecords.read(
        bootstrap,
        TOPICS.frames(),
        record -> {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          audit.addFrame(record, record.offset() < ends.getOrDefault(partition, 0L));
        });
    CommittedRecords.read(
        bootstrap,
        TOPICS.scores(),
        record -> unreadable.read(record, one -> addScore(PredictionScore.parse(one.value()))));
    AuditResult result = audit.result();
    return new AuditResult(result.streams(), result.others() + unreadable.count(TOPICS.scores()));
  }

  private void addScore(PredictionScore score) {
    if (score.lead() == 1) {
      skill = skill.plus(score);
    }
  }
}
