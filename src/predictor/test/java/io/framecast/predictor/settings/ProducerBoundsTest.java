package io.framecast.predictor.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProducerBoundsTest {

  @Test
  void theProducerAcceptsTheLargestRecordOfAnyTopic() {
    assertThat(bounds(8 << 20, Map.of()).recordBytes()).isGreaterThan(8 << 20);
  }

  @Test
  void theOperatorsSmallerSettingsBoundTheProducer() {
    assertThat(bounds(8 << 20, Map.of("max.request.size", "100000")).recordBytes())
        .isEqualTo(100_000);
    assertThat(bounds(8 << 20, Map.of("buffer.memory", 200_000)).recordBytes()).isEqualTo(200_000);
  }

  @Test
  void theLargestTopicLimitCausesNoOverflow() {
    Map<String, Object> settings = settings(Integer.MAX_VALUE, Map.of());
    assertThat(settings.get("max.request.size")).isEqualTo(Integer.MAX_VALUE);
    long most = Math.max(32 << 20, Runtime.getRuntime().maxMemory() / 4);
    assertThat(settings.get("buffer.memory")).as("no more than fits").isEqualTo(most);
    assertThat(ProducerBounds.of(settings).recordBytes()).isEqualTo(most);
  }

  @Test
  void theTimeoutIsLongerThanTheProducersOwn() {
    assertThat(bounds(1 << 20, Map.of("delivery.timeout.ms", "60000")).patience())
        .isGreaterThan(Duration.ofSeconds(60));
  }

  private static ProducerBounds bounds(int largest, Map<String, Object> operator) {
    return ProducerBounds.of(settings(largest, operator));
  }

  private static Map<String, Object> settings(int largest, Map<String, Object> operator) {
    Map<String, Object> all = new HashMap<>();
    all.put("bootstrap.servers", "localhost:9092");
    all.putAll(operator);
    ClientSettings.Instance instance = new ClientSettings.Instance("test", false);
    return new ClientSettings(all, instance).producer(largest);
  }
}
