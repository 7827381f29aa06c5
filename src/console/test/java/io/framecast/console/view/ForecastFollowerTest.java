package io.framecast.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.FrameLimits;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ForecastFollowerTest {
  private static final String TOPIC = Topics.DEFAULT.forecasts();
  private static final TopicPartition SLOW = new TopicPartition(TOPIC, 0);
  private static final TopicPartition CURRENT = new TopicPartition(TOPIC, 1);
  private static final long END = 100_000;
  private static final long RECENT = END - 500;

  @Test
  void skipsOldForecastsOnlyInAPartitionThatIsFarBehind() {
    TopicView view =
        new TopicView(
            Topics.DEFAULT, FrameLimits.DEFAULT, 1 << 20, () -> 0, new UnreadableRecords());
    try (ForecastFollower follower =
            new ForecastFollower(Map.of(), TOPIC, view, new ForecastDemand());
        MockConsumer<byte[], byte[]> consumer = new Recent()) {
      consumer.assign(List.of(SLOW, CURRENT));
      consumer.updateBeginningOffsets(Map.of(SLOW, 0L, CURRENT, 0L));
      consumer.updateEndOffsets(Map.of(SLOW, END, CURRENT, END));
      long current = END - TopicFollower.MOST_PAST_RECORDS;
      consumer.seek(SLOW, current - 1);
      consumer.seek(CURRENT, current);
      follower.skipOld(consumer);
      assertThat(consumer.position(SLOW)).isEqualTo(RECENT);
      assertThat(consumer.position(CURRENT)).isEqualTo(current);
    }
  }

  /** The records of the last seconds begin at one offset. */
  private static final class Recent extends MockConsumer<byte[], byte[]> {
    Recent() {
      super("none");
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
      times.forEach(
          (partition, time) -> found.put(partition, new OffsetAndTimestamp(RECENT, time)));
      return found;
    }
  }
}
