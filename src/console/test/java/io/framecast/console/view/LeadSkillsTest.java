package io.framecast.console.view;

import static io.framecast.console.view.ViewRecords.NOW;
import static io.framecast.console.view.ViewRecords.TOPICS;
import static io.framecast.console.view.ViewRecords.frame;
import static io.framecast.console.view.ViewRecords.prediction;
import static io.framecast.console.view.ViewRecords.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.framecast.frames.FrameLimits;
import io.framecast.topics.UnreadableRecords;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LeadSkillsTest {
  private static final long AT = NOW - 2_000;

  private long now = NOW;
  private final TopicView view =
      new TopicView(TOPICS, FrameLimits.DEFAULT, 1 << 20, () -> now, new UnreadableRecords());

  @SafeVarargs
  private void read(ConsumerRecord<byte[], byte[]>... records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      view.read(record);
    }
  }

  @Test
  void scoresOfHigherLeadsChangeNoSkillOfTheNextFrame() {
    read(score("cam", 0, 2, .3, -4, AT), frame("cam", 0, 0), prediction("cam", 0, 1, 10));
    assertThat(view.newest(1).skill()).as("the score came before the frame").isNull();
    assertThat(view.counts().now().skill()).isNull();
    read(score("cam", 0, .5), score("cam", 0, 3, .3, -9, AT));
    assertThat(view.newest(1).skill()).as("the score came after the frame").isEqualTo(.5);
    assertThat(view.counts().now().skill()).isEqualTo(.5);
    assertThat(view.history().skill()).contains(.5).allMatch(skill -> skill == null || skill == .5);
  }

  @Test
  void poolsTheSkillOfEachLeadOverTheErrorsOfAllStreams() {
    read(score("a", 0, 2, .1, .5, AT), score("b", 1, 2, .3, .25, AT - 30_000));
    read(score("a", 2, 4, .2, -1, AT), score("a", 3, .75));
    assertThat(view.leadSkills()).hasSize(4);
    assertThat(view.leadSkills().get(0)).isEqualTo(.75, within(1e-12));
    // persistence has an error of .1 / (1 - .5) and of .3 / (1 - .25)
    assertThat(view.leadSkills().get(1)).isEqualTo(1 - .4 / .6, within(1e-12));
    assertThat(view.leadSkills().get(2)).as("no score").isNull();
    assertThat(view.leadSkills().get(3)).isEqualTo(-1, within(1e-12));
  }

  @Test
  void coversTheLastMinuteOfCompleteSeconds() {
    read(score("a", 0, 2, .1, .5, NOW - 60_000));
    assertThat(view.leadSkills()).hasSize(2);
    now += 1_000;
    assertThat(view.leadSkills()).isEmpty();
    read(score("a", 1, 3, .1, .5, now));
    assertThat(view.leadSkills()).as("this second is not complete").isEmpty();
    now += 1_000;
    assertThat(view.leadSkills()).containsExactly(null, null, .5);
    read(score("a", 2, 2, .1, .5, now - 61_000), score("a", 3, 2, .1, .5, now + 60_000));
    now += 58_000;
    assertThat(view.leadSkills()).containsExactly(null, null, .5);
  }

  @Test
  void isEmptyWhileOnlyTheNextFrameIsPredicted() {
    assertThat(view.leadSkills()).isEmpty();
    read(score("cam", 0, .5), score("cam", 1, 1, .1, .5, AT));
    assertThat(view.leadSkills()).isEmpty();
    assertThat(view.counts().now().skill()).isEqualTo(.5);
  }

  @Test
  void countsAScoreOfALeadAboveTheLargestAsUnrecognized() {
    read(score("cam", 0, 100, .1, .5, AT), score("cam", 1, 101, .1, .5, AT));
    read(score("cam", 2, Integer.MAX_VALUE, .1, .5, AT));
    assertThat(view.leadSkills()).hasSize(100);
    assertThat(view.counts().unrecognized()).isEqualTo(2);
  }
}
