package io.framecast.predictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.topics.models.InvalidModelException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class WeightsCacheTest {
  private static final Weights OWN = Weights.initial(Configuration.squares(), 1);

  private final Map<String, byte[]> registry = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final WeightsCache versions = new WeightsCache(OWN, this::file);

  private byte[] file(String version) {
    asked.add(version);
    byte[] file = registry.get(version);
    if (file == null) {
      throw new InvalidModelException("expected version " + version + ", found none");
    }
    return file;
  }

  @Test
  void requestsAVersionOnceForManyStreams() {
    Weights other = Weights.initial(Configuration.squares(), 2);
    registry.put(other.version(), other.toBytes());
    for (int stream = 0; stream < 1_000; stream++) {
      assertThat(versions.find(other.version()).version()).isEqualTo(other.version());
      assertThat(versions.find("0123456789abcdef")).isNull();
      assertThat(versions.find(OWN.version())).isSameAs(OWN);
    }
    assertThat(asked).containsExactly(other.version(), "0123456789abcdef");
  }

  @Test
  void keepsOnlyTheLastFewVersions() {
    for (int n = 0; n < 5; n++) {
      versions.find("gone" + n);
    }
    versions.find("gone4");
    versions.find("gone0");
    assertThat(asked).containsExactly("gone0", "gone1", "gone2", "gone3", "gone4", "gone0");
  }

  @Test
  void aFailedRequestToTheRegistryIsNotCached() {
    WeightsCache away =
        new WeightsCache(
            OWN,
            version -> {
              throw new TimeoutException("broker unavailable");
            });
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> away.find("0123456789abcdef"))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("version 0123456789abcdef: ");
    }
  }
}
