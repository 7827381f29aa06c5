package io.framecast.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicFollowerTest {
  private static final long END = 1_000_000;

  @Test
  void startsAMinuteInThePast() {
    assertThat(TopicFollower.start(0, END, END - 500, false)).isEqualTo(END - 500);
    assertThat(TopicFollower.start(0, END, null, false)).isEqualTo(END);
    assertThat(TopicFollower.start(END - 100, END, END - 100, false)).isEqualTo(END - 100);
  }

  @Test
  void readsTheNewestEventsHoweverOldTheyAre() {
    assertThat(TopicFollower.start(0, END, null, true)).isEqualTo(END - 200);
    assertThat(TopicFollower.start(0, END, END - 500, true)).isEqualTo(END - 500);
    assertThat(TopicFollower.start(0, 100, null, true)).isZero();
  }

  @Test
  void limitsWhatIsReadWhenRecordTimesAreInTheFuture() {
    for (boolean kept : new boolean[] {false, true}) {
      assertThat(TopicFollower.start(0, END, 3L, kept))
          .isEqualTo(END - TopicFollower.MOST_PAST_RECORDS);
    }
  }
}
