package io.framecast.console.follow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceTest {
  private static final long END = 1_000_000;

  @Test
  void theLastMinuteIsReadAgain() {
    assertThat(Place.start(0, END, END - 500, false)).isEqualTo(END - 500);
    assertThat(Place.start(0, END, null, false)).isEqualTo(END);
    assertThat(Place.start(END - 100, END, END - 100, false)).isEqualTo(END - 100);
  }

  @Test
  void theNewestEventsAreReadHoweverOldTheyAre() {
    assertThat(Place.start(0, END, null, true)).isEqualTo(END - 200);
    assertThat(Place.start(0, END, END - 500, true)).isEqualTo(END - 500);
    assertThat(Place.start(0, 100, null, true)).isZero();
  }

  @Test
  void aRecordOfATimeToComeDoesNotHaveTheWholeLogReadAgain() {
    for (boolean kept : new boolean[] {false, true}) {
      assertThat(Place.start(0, END, 3L, kept)).isEqualTo(END - Place.MOST_PAST_RECORDS);
    }
  }
}
