package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.predictor.settings.ClientSettings;
import io.framecast.predictor.settings.ClientSettings.Instance;
import io.framecast.topics.TopicLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class TopicChangesTest {
  private static final String TOPIC = "framecast.predictions";

  private final ClientSettings clients =
      new ClientSettings(Map.of("bootstrap.servers", "localhost:1"), new Instance("p", false));
  private final OutputLimits limits = new OutputLimits(clients, Map.of(TOPIC, 100_000));
  private CompletableFuture<Map<String, Integer>> answer = new CompletableFuture<>();
  private int requests;
  private int dropped;
  private long nanos;
  private final TopicChanges changes =
      new TopicChanges(limits, new Asked(), () -> dropped++, () -> nanos);

  @Test
  void appliesARaisedLimitOnceTheBrokerHasAnswered() {
    changes.readLimits();
    assertThat(requests).as("they were just read").isZero();
    readLater();
    assertThat(requests).isEqualTo(1);
    changes.readLimits();
    assertThat(limit()).isEqualTo(100_000);
    answer.complete(Map.of(TOPIC, 150_000));
    changes.readLimits();
    assertThat(limit()).isEqualTo(150_000);
    changes.readLimits();
    assertThat(requests).as("not before 10 s").isEqualTo(1);
    readLater();
    assertThat(requests).isEqualTo(2);
  }

  /** A producer refuses what is larger than its own limit, which no client can change later. */
  @Test
  void dropsAProducerThatRefusesWhatTheTopicTakes() {
    answer.complete(Map.of(TOPIC, 90_000));
    readLater();
    changes.readLimits();
    assertThat(dropped).isZero();
    answer = CompletableFuture.completedFuture(Map.of(TOPIC, 12_000_000));
    readLater();
    changes.readLimits();
    assertThat(limit()).isEqualTo(12_000_000);
    assertThat(dropped).isEqualTo(1);
  }

  @Test
  void keepsTheLimitsIfTheBrokerIsAwayOrATopicTakesNoBatch() {
    answer.completeExceptionally(new KafkaException("away"));
    readLater();
    changes.readLimits();
    assertThat(limit()).isEqualTo(100_000);
    answer = CompletableFuture.completedFuture(Map.of(TOPIC, 10));
    readLater();
    changes.readLimits();
    assertThat(limit()).isEqualTo(100_000);
  }

  private void readLater() {
    nanos += Duration.ofSeconds(11).toNanos();
    changes.readLimits();
  }

  private int limit() {
    return limits.limits().bytes().get(TOPIC);
  }

  private final class Asked implements TopicChanges.Broker {
    @Override
    public TopicLayout await() {
      return new TopicLayout(1, Map.of(TOPIC, 100_000), List.of());
    }

    @Override
    public CompletableFuture<Map<String, Integer>> requestRecordBytes() {
      requests++;
      return answer;
    }
  }
}
