package io.framecast.console.live;

import static io.framecast.console.view.ViewRecords.NOW;
import static io.framecast.console.view.ViewRecords.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.console.status.SystemStatus;
import io.framecast.console.view.TopicView;
import io.framecast.console.view.ViewRecords;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.UnreadableRecords;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames are never in the view here: memory does not hold all those that wait. */
class PredictionDelayTest {
  private static final long LONG_AGO = NOW - 3_600_000;

  private long now = NOW;
  private final TopicView view =
      new TopicView(TOPICS, FrameLimits.DEFAULT, 1 << 20, () -> now, new UnreadableRecords());
  private int offset;

  @Test
  void isNothingWhileEachFrameIsPredictedAtOnce() {
    assertThat(seconds(0, null)).as("no frames at all").isZero();
    predict(400, NOW - 5_000, NOW);
    assertThat(seconds(5, LONG_AGO)).isZero();
    assertThat(seconds(0, null)).isZero();
  }

  @Test
  void isTheTimeThatTheLagTakes() {
    predict(800, NOW - 10_000, NOW);
    assertThat(seconds(2_600, NOW - 40_000)).isBetween(31L, 33L);
  }

  @Test
  void isSteadyWhileAPredictorCatchesUp() {
    long rate = 540;
    for (long second = 1; second <= 6; second++) {
      predict((int) rate, NOW - 7_000 + second * 1_000, NOW - 6_000 + second * 1_000);
      long waiting = 78_000 - rate * second;
      assertThat(seconds(waiting, LONG_AGO))
          .as("second %d", second)
          .isBetween(waiting / rate - 1, waiting / rate + 1);
    }
  }

  @Test
  void isTheTimeThatTheLagTakesFromTheFirstPredictionsOn() {
    predict(540, LONG_AGO, LONG_AGO + 1_000);
    assertThat(seconds(78_000, LONG_AGO)).isEqualTo(3_599);
    predict(100, NOW + 1, NOW + 5);
    assertThat(seconds(78_000, LONG_AGO)).isBetween(140L, 1_000L);
  }

  /** A step of a large network takes seconds. */
  @Test
  void isSteadyForAPredictorThatPredictsNotEachSecond() {
    for (long at = NOW - 100_000; at < NOW - 30_000; at += 5_000) {
      predict(1, at, at);
    }
    for (long at = NOW - 30_000; at < NOW; at += 5_000) {
      predict(1, at, at);
      assertThat(seconds(1_000, LONG_AGO)).isBetween(4_000L, 5_000L);
    }
  }

  @Test
  void isTheTimeSinceTheLastPredictionWhileFramesWaitWithoutAny() {
    assertThat(seconds(9, NOW - 7_000)).isEqualTo(7);
    predict(400, NOW - 17_000, NOW - 12_000);
    assertThat(seconds(9, LONG_AGO)).isEqualTo(12);
  }

  /** A camera sends a frame each minute: at a poll it may wait, but not for a minute. */
  @Test
  void isNothingForAFrameThatHasJustArrived() {
    predict(1, NOW - 119_500, NOW - 119_500);
    predict(1, NOW - 59_500, NOW - 59_500);
    assertThat(seconds(1, NOW)).isBetween(0L, 1L);
  }

  @Test
  void countsPredictionsOfAClockThatIsAhead() {
    predict(540 * 5, NOW - 5_000, NOW, 30_000);
    assertThat(seconds(78_000, LONG_AGO)).isBetween(143L, 146L);
  }

  @Test
  void isNotKnownWhilePredictorsOfAnotherGroupPredict() {
    predict(400, NOW - 5_000, NOW);
    SystemStatus other = status(2_600, NOW - 40_000, "group-a");
    assertThat(other.beside(0)).as("no predictor has begun").isSameAs(other);
    SystemStatus beside = other.beside(80);
    assertThat(PredictionDelay.seconds(beside, view, NOW)).isZero();
    assertThat(beside.lag()).isEmpty();
    assertThat(beside.sentence()).startsWith("The group group-a has committed no position,");
    SystemStatus ours = status(2_600, NOW - 40_000, null);
    assertThat(ours.beside(80)).isSameAs(ours);
  }

  private long seconds(long lag, Long since) {
    return PredictionDelay.seconds(status(lag, since, null), view, NOW);
  }

  private static SystemStatus status(long lag, Long since, String unusedGroup) {
    return new SystemStatus(
        true,
        null,
        List.of(new SystemStatus.PartitionLag(0, 0), new SystemStatus.PartitionLag(1, lag)),
        unusedGroup,
        List.of(),
        null,
        since);
  }

  private void predict(int count, long from, long to) {
    predict(count, from, to, 0);
  }

  /** Reads so many predictions, spread over this time, of a clock that is so much ahead. */
  private void predict(int count, long from, long to, long ahead) {
    for (int i = 0; i < count; i++) {
      RecordPosition source = new RecordPosition(TOPICS.frames(), 2, offset);
      now = from + (to - from) * i / count;
      view.read(ViewRecords.prediction(source, "cam", ++offset, now + ahead - NOW + 2_000));
    }
  }
}
