package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameHeadersTest {
  @Test
  void aRecordWithoutHeadersHasNoSequenceAndNoReset() throws Exception {
    assertThat(read(Map.of())).isEqualTo(new FrameHeaders(null, OptionalLong.empty(), false));
  }

  @Test
  void readsKnownHeadersAndIgnoresUnknownOnes() throws Exception {
    assertThat(
            read(
                Map.of(
                    "content-type", "image/png",
                    "sequence", "123456789012345678",
                    "framecast-reset", "true",
                    "colour", "?")))
        .isEqualTo(new FrameHeaders("image/png", OptionalLong.of(123_456_789_012_345_678L), true));
  }

  @Test
  void readsTheCloudEventsSequenceUnlessTheSequenceHeaderIsPresent() throws Exception {
    assertThat(read(Map.of("ce_sequence", "007")).sequence()).hasValue(7);
    assertThat(read(Map.of("ce_sequence", "x", "sequence", "8")).sequence()).hasValue(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "+1", "1.0", "0x10", "seven", " 7", "٣", "1234567890123456789"})
  void refusesAMalformedSequence(String text) {
    assertThatThrownBy(() -> read(Map.of("sequence", text)))
        .isInstanceOf(RefusedFrameException.class)
        .hasMessageStartingWith(
            "expected header sequence to be a decimal number of 1 to 18 digits, found \"");
    assertThatThrownBy(() -> read(Map.of("ce_sequence", text)))
        .hasMessageStartingWith("expected header ce_sequence");
  }

  @Test
  void acceptsOnlyTrueOrFalseAsReset() throws Exception {
    assertThat(read(Map.of("framecast-reset", "false")).reset()).isFalse();
    assertThatThrownBy(() -> read(Map.of("framecast-reset", "yes\n")))
        .isInstanceOf(RefusedFrameException.class)
        .hasMessage("expected header framecast-reset to be true or false, found \"yes?\"");
  }

  private static FrameHeaders read(Map<String, String> headers) throws RefusedFrameException {
    return FrameHeaders.read(
        name ->
            headers.containsKey(name) ? headers.get(name).getBytes(StandardCharsets.UTF_8) : null);
  }
}
