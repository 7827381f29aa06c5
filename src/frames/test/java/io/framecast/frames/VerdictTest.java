package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

  @ParameterizedTest(name = "{1} after {0} is {2}")
  @CsvSource({
    // the next
    "0, 1, next",
    "100, 101, next",
    // not above the last one, up to 64 back
    "100, 100, duplicate",
    "100, 99, duplicate",
    "100, 36, duplicate",
    "64, 1, duplicate",
    "1, 1, duplicate",
    // further back
    "100, 35, reset",
    "100000, 5, reset",
    // 0 again
    "100, 0, reset",
    "64, 0, reset",
    "1, 0, reset",
    "0, 0, reset",
    // a gap of up to 4
    "0, 2, 1",
    "100, 102, 1",
    "100, 105, 4",
    // a longer one
    "100, 106, reset",
    "0, 999999999999999999, reset",
  })
  void aSequenceIsJudgedByTheOneBefore(long last, long found, String expected) {
    Verdict verdict = Verdict.of(OptionalLong.of(last), headers(found, false), 4);
    assertThat(inOneWord(verdict)).isEqualTo(expected);
  }

  @Test
  void framesWithoutSequenceAreAlwaysTheNext() {
    FrameHeaders none = new FrameHeaders(null, OptionalLong.empty(), false);
    assertThat(inOneWord(Verdict.of(OptionalLong.empty(), none, 4))).isEqualTo("next");
    assertThat(inOneWord(Verdict.of(OptionalLong.of(7), none, 4))).isEqualTo("next");
    assertThat(inOneWord(Verdict.of(OptionalLong.empty(), headers(70, false), 4)))
        .isEqualTo("next");
  }

  @Test
  void theResetHeaderWinsOverEverySequence() {
    for (long found : new long[] {0, 99, 100, 101, 103, 500}) {
      Verdict verdict = Verdict.of(OptionalLong.of(100), headers(found, true), 4);
      assertThat(verdict.reset()).isEqualTo("header framecast-reset asks for it");
      assertThat(verdict.missing()).isZero();
    }
  }

  @Test
  void withoutFillingEveryGapResets() {
    assertThat(inOneWord(Verdict.of(OptionalLong.of(5), headers(6, false), 0))).isEqualTo("next");
    assertThat(inOneWord(Verdict.of(OptionalLong.of(5), headers(7, false), 0))).isEqualTo("reset");
  }

  @Test
  void aResetSaysWhatWasExpectedAndFound() {
    assertThat(Verdict.of(OptionalLong.of(7), headers(15, false), 4).reset())
        .isEqualTo("expected sequence 8, found 15: 7 frames are missing, at most 4 are filled in");
    assertThat(Verdict.of(OptionalLong.of(700), headers(3, false), 4).reset())
        .isEqualTo("expected sequence 701, found 3: the source has started again");
  }

  private static FrameHeaders headers(long sequence, boolean reset) {
    return new FrameHeaders(null, OptionalLong.of(sequence), reset);
  }

  private static String inOneWord(Verdict verdict) {
    if (verdict.duplicate()) {
      return "duplicate";
    }
    if (verdict.reset() != null) {
      return "reset";
    }
    return verdict.missing() == 0 ? "next" : Integer.toString(verdict.missing());
  }
}
