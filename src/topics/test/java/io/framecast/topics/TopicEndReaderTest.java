package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TopicEndReaderTest {
  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final TopicPartition SECOND = new TopicPartition("t", 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final TopicEndReader reader =
      new TopicEndReader(
          consumer,
          new RecordPoller(
              consumer,
              () -> {
                throw new AssertionError("expected no second consumer");
              }));
  private final List<Long> offsets = new ArrayList<>();

  private void assign(int records) {
    consumer.assign(List.of(FIRST, SECOND));
    consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
    for (int i = 0; i < records; i++) {
      consumer.addRecord(new ConsumerRecord<>("t", 0, i, new byte[0], new byte[0]));
    }
  }

  @Test
  void readsEveryPartitionToItsEnd() {
    assign(3);
    boolean isDone =
        reader.read(
            Map.of(FIRST, 3L, SECOND, 0L), Duration.ofMinutes(1), r -> offsets.add(r.offset()));
    assertThat(isDone).isTrue();
    assertThat(offsets).containsExactly(0L, 1L, 2L);
  }

  @Test
  void stopsWhenNoPartitionAdvancesForSoLong() {
    assign(3);
    boolean isDone =
        reader.read(
            Map.of(FIRST, 4L, SECOND, 0L), Duration.ofMillis(1), r -> offsets.add(r.offset()));
    assertThat(isDone).isFalse();
    assertThat(offsets).containsExactly(0L, 1L, 2L);
  }
}
