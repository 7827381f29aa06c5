package io.framecast.console.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
  private static final JsonMapper JSON = JsonMapper.createDefault();

  @Test
  void readsTheMetadataOfAFile() {
    assertThat(of("{\"__metadata__\":{\"seed\":\"7\",\"parent\":\"a\"},\"head.bias\":{}}"))
        .isEqualTo(Map.of("seed", "7", "parent", "a"));
  }

  @Test
  void shortensALongManifest() {
    assertThat(of("{\"__metadata__\":{\"m\":\"" + "x".repeat(5_000) + "\"}}").get("m"))
        .endsWith("x ... of 5000 characters");
  }

  @Test
  void readsNothingFromOtherFiles() {
    assertThat(Provenance.of(new byte[3], JSON)).isEmpty();
    assertThat(Provenance.of(file(1L << 31, "{}"), JSON)).isEmpty();
    assertThat(Provenance.of(file(-1, "{}"), JSON)).isEmpty();
    assertThat(of("not json")).isEmpty();
    assertThat(of("[1, 2]")).isEmpty();
    assertThat(of("{}")).isEmpty();
    assertThat(of("{\"__metadata__\":[1]}")).isEmpty();
    assertThat(of("{\"__metadata__\":{\"seed\":7}}")).isEmpty();
    assertThat(of("[".repeat(100_000))).isEmpty();
  }

  private static Map<String, String> of(String header) {
    return Provenance.of(file(header.length(), header), JSON);
  }

  private static byte[] file(long length, String header) {
    return ByteBuffer.allocate(8 + header.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header.getBytes(UTF_8))
        .array();
  }
}
