package io.framecast.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.PredictionScore;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ScoreConsumerTest {

  @Test
  void limitsTheTimeOfAScoreToNow() {
    assertThat(ScoreConsumer.timed(scored(99), 100).timestamp()).isEqualTo(99);
    assertThat(ScoreConsumer.timed(scored(Long.MAX_VALUE), 100).timestamp()).isEqualTo(100);
  }

  private static ConsumerRecord<byte[], byte[]> scored(long timestamp) {
    PredictionScore score =
        new PredictionScore("cam", 7L, "frames-0@7", "v1", 0.1, 0.1, 0.1, 0.9, 0.5, null);
    return new ConsumerRecord<>(
        "scores",
        0,
        0,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        new byte[0],
        score.toJson(),
        new RecordHeaders(),
        Optional.empty());
  }
}
