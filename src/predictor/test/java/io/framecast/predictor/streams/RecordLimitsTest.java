package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.service.InvalidSettingException;
import io.framecast.topics.InvalidTopicsException;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RecordLimitsTest {
  private static final String TOPIC = "framecast.predictions";

  @Test
  void aTopicsLimitIsAtMostTheProducersLimit() {
    RecordLimits limits = new RecordLimits(100_000);
    limits.update(Map.of(TOPIC, 2_000_000, "small", 50_000));
    assertThat(limits.bytes()).isEqualTo(Map.of(TOPIC, 100_000, "small", 50_000));
  }

  @Test
  void appliesALimitThatIsLoweredAndRaisedAtRunTime() {
    RecordLimits limits = new RecordLimits(Integer.MAX_VALUE);
    limits.update(Map.of(TOPIC, 2_000_000));
    Map<String, Integer> seen = limits.bytes();
    limits.lower(record(1_500_000)); // the broker reported it first
    limits.update(Map.of(TOPIC, 1_000_000));
    assertThat(seen).isEqualTo(Map.of(TOPIC, 1_000_000));
    limits.update(Map.of(TOPIC, 2_000_000));
    assertThat(seen).isEqualTo(Map.of(TOPIC, 2_000_000));
  }

  @Test
  void lowersTheLimitUntilTheBrokerAcceptsRecordsItRefusesWithoutAReason() {
    RecordLimits limits = new RecordLimits(Integer.MAX_VALUE);
    int attempts = 0;
    for (int limit = 4 << 20; limit > 1_000_000; attempts++) {
      limits.update(Map.of(TOPIC, 8 << 20)); // the topic's configured limit, every time
      limits.lower(record(Math.min(4 << 20, limit - 1_000)));
      assertThat(limits.bytes().get(TOPIC)).isLessThan(limit);
      limit = limits.bytes().get(TOPIC);
    }
    assertThat(attempts).isLessThan(15);
    limits.update(Map.of(TOPIC, 8 << 20));
    assertThat(limits.bytes().get(TOPIC)).as("is kept").isLessThanOrEqualTo(1_000_000);
  }

  @Test
  void failsIfNoBatchCanEverBeWritten() {
    assertThatThrownBy(() -> new RecordLimits(1_000))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "kafka.max.request.size and kafka.buffer.memory: expected at least 16384 bytes each,"
                + " found 1000");
    RecordLimits limits = new RecordLimits(Integer.MAX_VALUE);
    assertThatThrownBy(() -> limits.update(Map.of(TOPIC, 1_000)))
        .isInstanceOf(InvalidTopicsException.class)
        .hasMessage(
            "expected framecast.predictions to allow records of at least 16384 bytes, found"
                + " max.message.bytes=1000; raise it");
    assertThatThrownBy(() -> limits.lower(record(5_000)))
        .isInstanceOf(InvalidTopicsException.class)
        .hasMessageStartingWith("expected framecast.predictions to take records of at least 16384")
        .hasMessageEndingWith("; raise max.message.bytes");
  }

  private static ProducerRecord<byte[], byte[]> record(int bytes) {
    return new ProducerRecord<>(TOPIC, new byte[bytes]);
  }
}
