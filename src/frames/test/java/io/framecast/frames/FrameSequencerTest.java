package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.FrameSequencer.Decision;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.FrameSequencer.Reset;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameSequencerTest {
  private static final SequencingRules RULES = SequencingRules.DEFAULT;
  private static final FrameHeaders UNNUMBERED = FrameHeaders.NONE;
  private static final Frame FRAME = new Frame(2, 3, 1, new float[6]);

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
  void comparesASequenceWithTheOneBefore(long last, long found, String expected) {
    assertThat(toWord(after(last).decide(headers(found, false), -1, RULES))).isEqualTo(expected);
  }

  @Test
  void aFrameWithoutSequenceIsAlwaysTheNext() {
    assertThat(toWord(FrameSequencer.NEW.decide(UNNUMBERED, -1, RULES))).isEqualTo("next");
    assertThat(toWord(after(7).decide(UNNUMBERED, -1, RULES))).isEqualTo("next");
    FrameSequencer unnumbered = after(7).accept(UNNUMBERED, -1, FRAME, RULES);
    for (long found : new long[] {0, 3, 7, 70}) {
      assertThat(toWord(unnumbered.decide(headers(found, false), -1, RULES))).isEqualTo("next");
    }
    assertThat(toWord(FrameSequencer.NEW.decide(headers(70, false), -1, RULES))).isEqualTo("next");
  }

  @Test
  void theResetHeaderOverridesEverySequence() {
    for (long found : new long[] {0, 99, 100, 101, 103, 500}) {
      assertThat(after(100).decide(headers(found, true), -1, RULES))
          .isEqualTo(new Reset("header framecast-reset asks for it"));
    }
  }

  @Test
  void everyGapResetsIfNoFrameIsFilledIn() {
    SequencingRules none = SequencingRules.withoutTtl(0);
    assertThat(toWord(after(5).decide(headers(6, false), -1, none))).isEqualTo("next");
    assertThat(toWord(after(5).decide(headers(7, false), -1, none))).isEqualTo("reset");
  }

  @Test
  void theReasonOfAResetStatesWhatWasExpectedAndFound() {
    assertThat(after(7).decide(headers(15, false), -1, RULES))
        .isEqualTo(
            new Reset(
                "expected sequence 8, found 15: 7 frames are missing, at most 4 are filled in"));
    assertThat(after(700).decide(headers(3, false), -1, RULES))
        .isEqualTo(new Reset("expected sequence 701, found 3: the source has started again"));
  }

  @Test
  void aFrameOfAnotherSizeResetsUnlessItIsAResetAlready() {
    FrameSequencer sequencer = after(7);
    Frame turned = new Frame(3, 2, 1, new float[6]);
    Decision next = sequencer.decide(headers(8, false), -1, RULES);
    assertThat(sequencer.checkSize(next, FRAME)).isEqualTo(next);
    assertThat(sequencer.checkSize(next, turned))
        .isEqualTo(new Reset("frame is 3x2, this stream began with 2x3"));
    Decision asked = sequencer.decide(headers(8, true), -1, RULES);
    assertThat(sequencer.checkSize(asked, turned)).isEqualTo(asked);
    assertThat(FrameSequencer.NEW.checkSize(next, turned)).isEqualTo(next);
    assertThat(sequencer.withoutSize().checkSize(next, turned)).isEqualTo(next);
  }

  @Test
  void aFrameAfterTheTimeToLiveResetsForEverySequence() {
    SequencingRules hour = new SequencingRules(4, Duration.ofHours(1));
    FrameSequencer sequencer = FrameSequencer.NEW.accept(headers(7, false), 1_000, FRAME, hour);
    long late = 1_000 + Duration.ofHours(1).toMillis();
    assertThat(toWord(sequencer.decide(headers(8, false), late, hour))).isEqualTo("next");
    for (long found : new long[] {7, 8, 9, 100}) {
      assertThat(sequencer.decide(headers(found, false), late + 1, hour))
          .isEqualTo(
              new Reset(
                  "expected a frame at most PT1H after those before it, found it 3600001 ms later"));
    }
    assertThat(toWord(sequencer.decide(headers(8, false), -1, hour))).isEqualTo("next");
  }

  private static FrameSequencer after(long sequence) {
    return FrameSequencer.NEW.accept(headers(sequence, false), -1, FRAME, RULES);
  }

  private static FrameHeaders headers(long sequence, boolean reset) {
    return new FrameHeaders(null, OptionalLong.of(sequence), reset, List.of());
  }

  private static String toWord(Decision decision) {
    if (decision instanceof Duplicate) {
      return "duplicate";
    }
    if (decision instanceof Reset) {
      return "reset";
    }
    return decision.missing() == 0 ? "next" : Integer.toString(decision.missing());
  }
}
