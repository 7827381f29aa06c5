package io.framecast.trainer.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.framecast.service.Service;
import io.framecast.topics.Event;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.Topics;
import io.framecast.trainer.RecordedFrames;
import io.framecast.trainer.log.LogReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tells of streams in two partitions, which no single predictor may serve. */
class SplitStreamsIT {
  private static final Topics TOPICS = Topics.DEFAULT;

  /** When the first score is written: the broker deletes records of long ago. */
  private final long began = System.currentTimeMillis();

  @TempDir private Path folder;

  @Test
  void writesOneEventForEachSplitStreamOfWhichNoneTells() throws Exception {
    try (RecordedFrames frames = new RecordedFrames();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", frames.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      for (int time = 1; time <= 4; time++) {
        score(producer, "moved", time < 3 ? 0 : 1, time);
        score(producer, "told", time % 2, time);
        score(producer, "split", time % 2, time);
      }
      Event predictors = new Event(Event.SPLIT, "told", null, "a predictor serves both");
      frames.send(TOPICS.events(), "told".getBytes(UTF_8), predictors.toJson());
      frames.send(TOPICS.events(), "told".getBytes(UTF_8), "no event".getBytes(UTF_8));

      for (int start = 0; start < 2; start++) {
        try (Service trainer = trainer(frames)) {
          // the event of its own first score, which it handles after the replay at its start
          String last = "last-" + start;
          await().atMost(Duration.ofSeconds(30)).until(trainer::isReady);
          for (int time = 11; time <= 14; time++) {
            score(producer, last, time % 2, time);
          }
          await()
              .atMost(Duration.ofSeconds(30))
              .untilAsserted(() -> assertThat(streams(frames)).contains(last));
          assertThat(streams(frames))
              .as("start %d", start)
              .filteredOn(stream -> !stream.startsWith("last-"))
              .containsExactlyInAnyOrder("told", "split");
        }
      }
    }
  }

  private Service trainer(RecordedFrames frames) {
    return Service.start(
        Trainer.KIND,
        Map.of(
            "kafka.bootstrap.servers",
            frames.bootstrap(),
            "micronaut.server.port",
            -1,
            "framecast.partitions",
            RecordedFrames.PARTITIONS,
            "framecast.trainer.directory",
            folder.resolve("round")));
  }

  /** Writes a score so many milliseconds after the begin. */
  private void score(
      KafkaProducer<byte[], byte[]> producer, String stream, int partition, long time)
      throws Exception {
    String source = TOPICS.frames() + "-" + partition + "@" + time;
    byte[] score =
        new PredictionScore(stream, null, source, "v1", 0.01, 0, 0, 0, 0.5, null).toJson();
    producer
        .send(
            new ProducerRecord<>(
                TOPICS.scores(), partition, began + time, stream.getBytes(UTF_8), score))
        .get();
  }

  /** Returns the streams of all events that tell of a split stream. */
  private static List<String> streams(RecordedFrames frames) {
    List<String> streams = new ArrayList<>();
    try (LogReader log = new LogReader(Map.of("bootstrap.servers", frames.bootstrap()))) {
      for (TopicPartition partition : log.partitions(TOPICS.events())) {
        log.read(
            partition,
            log.first(partition),
            Long.MAX_VALUE,
            record -> {
              String text = new String(record.value(), UTF_8);
              if (text.contains("\"split\"")) {
                streams.add(Event.parse(record.value()).subject());
              }
              return true;
            });
      }
    }
    return streams;
  }
}
