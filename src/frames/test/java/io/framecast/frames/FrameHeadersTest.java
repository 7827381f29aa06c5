package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.FrameHeaders.IgnoredHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameHeadersTest {
  @Test
  void aRecordWithoutHeadersHasNoSequenceAndNoReset() {
    assertThat(read(Map.of())).isEqualTo(FrameHeaders.NONE);
  }

  @Test
  void readsKnownHeadersAndIgnoresUnknownOnes() {
    assertThat(
            read(
                Map.of(
                    "content-type", "image/png",
                    "sequence", "123456789012345678",
                    "framecast-reset", "true",
                    "colour", "?")))
        .isEqualTo(
            new FrameHeaders(
                "image/png", OptionalLong.of(123_456_789_012_345_678L), true, List.of()));
  }

  @Test
  void readsTheCloudEventsSequenceUnlessTheSequenceHeaderIsPresent() {
    assertThat(read(Map.of("ce_sequence", "007")).sequence()).hasValue(7);
    assertThat(read(Map.of("ce_sequence", "x", "sequence", "8")).sequence()).hasValue(8);
  }

  @Test
  void readsTheCloudEventsSequenceIfTheSequenceHeaderCannotBeRead() {
    FrameHeaders read = read(Map.of("ce_sequence", "7", "sequence", "\0\0\0\7"));
    assertThat(read.sequence()).hasValue(7);
    assertThat(read.ignored()).extracting(IgnoredHeader::name).containsExactly("sequence");
  }

  @Test
  void countsBothSequencesIfNeitherCanBeRead() {
    FrameHeaders read = read(Map.of("ce_sequence", "x", "sequence", "y"));
    assertThat(read.sequence()).isEmpty();
    assertThat(read.ignored())
        .extracting(IgnoredHeader::name)
        .containsExactly("sequence", "ce_sequence");
  }

  @ParameterizedTest
  @ValueSource(strings = {" 7 ", "7\n", "\t7\r\n", "007", "00000000000000000000007"})
  void readsASequenceThatIsPlain(String text) {
    assertThat(read(Map.of("sequence", text)).sequence()).hasValue(7);
    assertThat(read(Map.of("ce_sequence", text)).ignored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "abc",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x10",
        "seven",
        "1 2",
        "٣",
        "7\0",
        "\0007",
        "\0\0\0\0\0\0\0\7",
        "\0017",
        "7\f",
        "\u00a07",
        "1234567890123456789",
        "99999999999999999999"
      })
  void ignoresAMalformedSequence(String text) {
    for (String name : List.of("sequence", "ce_sequence")) {
      FrameHeaders read = read(Map.of(name, text, "framecast-reset", "true"));
      assertThat(read.sequence()).isEmpty();
      assertThat(read.reset()).isTrue();
      assertThat(read.ignored()).singleElement().extracting(IgnoredHeader::name).isEqualTo(name);
      assertThat(read.ignored().get(0).reason())
          .startsWith("expected a decimal number of up to 18 digits, found \"");
    }
  }

  /** Four bytes and more of a small number have a NUL, which no text has. */
  @Test
  void aNumberInBinaryIsNeverReadAsDigits() {
    for (int number = 0; number < 65_536; number++) {
      for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
        for (byte[] binary :
            List.of(
                ByteBuffer.allocate(4).order(order).putInt(number).array(),
                ByteBuffer.allocate(8).order(order).putLong(number).array())) {
          FrameHeaders read = FrameHeaders.read(name -> name.equals("sequence") ? binary : null);
          assertThat(read.sequence()).as("%d %s %d", number, order, binary.length).isEmpty();
          assertThat(read.ignored()).hasSize(1);
        }
      }
    }
  }

  @Test
  void bytesThatAreAllDigitsAndBlanksAreText() {
    byte[] number = ByteBuffer.allocate(4).putInt(0x20313220).array();
    assertThat(FrameHeaders.read(name -> name.equals("sequence") ? number : null).sequence())
        .hasValue(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE", " true "})
  void readsAResetThatIsPlain(String text) {
    assertThat(read(Map.of("framecast-reset", text)).reset()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", " FALSE\n"})
  void readsThatNoResetIsAskedFor(String text) {
    FrameHeaders read = read(Map.of("framecast-reset", text));
    assertThat(read.reset()).isFalse();
    assertThat(read.ignored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "0", "yes", "y", "truee", "t", "true\0"})
  void ignoresAMalformedReset(String text) {
    FrameHeaders read = read(Map.of("framecast-reset", text));
    assertThat(read.reset()).isFalse();
    assertThat(read.ignored())
        .containsExactly(
            new IgnoredHeader(
                "framecast-reset",
                "expected true or false, found \"" + text.replace('\0', '?') + "\""));
  }

  private static FrameHeaders read(Map<String, String> headers) {
    return FrameHeaders.read(
        name ->
            headers.containsKey(name) ? headers.get(name).getBytes(StandardCharsets.UTF_8) : null);
  }
}
