package io.framecast.topics.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.topics.HeaderText;
import io.framecast.topics.InvalidRecordException;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedVersionsTest {
  private static final long DAY = 86_400_000;

  @Test
  void aVersionIsKeptForARetentionAfterTheLastStreamHasLeftIt() {
    ServedVersions served = ServedVersions.NONE.replace("a", 0);
    assertThat(served.mayBeNamed("a", 9 * DAY, DAY)).as("no pruning since").isTrue();
    served = served.update(Set.of("a"), 10 * DAY);
    assertThat(served.mayBeNamed("a", 10 * DAY, DAY)).as("a stream is on it").isTrue();
    served = served.update(Set.of(), 20 * DAY); // it was left between two looks
    assertThat(served.mayBeNamed("a", 21 * DAY, DAY)).isTrue();
    assertThat(served.mayBeNamed("a", 21 * DAY + 1, DAY)).isFalse();
    assertThat(served.update(Set.of(), 22 * DAY)).as("nothing has changed").isEqualTo(served);
    assertThat(served.mayBeNamed("never live", 0, DAY)).isFalse();
  }

  @Test
  void comesBackFromItsHeaders() {
    ServedVersions served =
        ServedVersions.NONE.replace("a", 1).replace("b", 2).update(Set.of("b", "c"), 3);
    ConsumerRecord<byte[], byte[]> record = record();
    served.add(record.headers());
    assertThat(HeaderText.text(record.headers(), "framecast-served")).isEqualTo("a@3,b@2");
    assertThat(HeaderText.text(record.headers(), "framecast-in-use")).isEqualTo("b,c");
    assertThat(ServedVersions.of(record)).isEqualTo(served);

    ConsumerRecord<byte[], byte[]> empty = record();
    served.update(Set.of(), 4).add(empty.headers());
    assertThat(ServedVersions.of(empty).inUse()).isEmpty();
  }

  /** So that nothing is removed too early. */
  @Test
  void allVersionsOfAnEarlierProgramCountAsInUse() {
    ConsumerRecord<byte[], byte[]> record = record();
    HeaderText.add(record.headers(), "framecast-served", "a@3,b@2");
    assertThat(ServedVersions.of(record))
        .isEqualTo(new ServedVersions(Map.of("a", 3L, "b", 2L), Set.of("a", "b")));
    assertThat(ServedVersions.of(record())).isEqualTo(ServedVersions.NONE);
  }

  @Test
  void namesAtMostAThousandVersionsTheNewestOnes() {
    ServedVersions served = ServedVersions.NONE;
    for (int i = 0; i < 1_100; i++) {
      served = served.replace("v" + i, i);
    }
    assertThat(served.last()).hasSize(1_000).containsKeys("v1099", "v100").doesNotContainKey("v99");
    assertThat(served.inUse()).hasSize(1_000);
    ConsumerRecord<byte[], byte[]> record = record();
    served.add(record.headers());
    assertThat(ServedVersions.of(record)).isEqualTo(served);
  }

  @ParameterizedTest
  @CsvSource({
    "framecast-served, a",
    "framecast-served, a@",
    "framecast-served, a@1@2",
    "framecast-served, 'a@1,'",
    "framecast-in-use, 'a,,b'",
    "framecast-in-use, a b"
  })
  void refusesOtherText(String header, String text) {
    ConsumerRecord<byte[], byte[]> record = record();
    HeaderText.add(record.headers(), header, text);
    assertThatThrownBy(() -> ServedVersions.of(record))
        .isInstanceOf(InvalidRecordException.class)
        .hasMessageStartingWith("expected header " + header + " to name at most 1,000 versions as");
  }

  private static ConsumerRecord<byte[], byte[]> record() {
    return new ConsumerRecord<>("m", 0, 0, "champion".getBytes(UTF_8), new byte[0]);
  }
}
