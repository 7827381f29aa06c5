package io.framecast.predictor.offsets;

import static io.framecast.predictor.offsets.InMemoryTopics.FRAMES;
import static io.framecast.predictor.offsets.InMemoryTopics.PREDICTIONS;
import static io.framecast.predictor.offsets.InMemoryTopics.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.predictor.offsets.OutputOffsetRecovery.OutputOffset;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Tests published records of partition 0, including records that no predictor wrote. */
class OutputOffsetRecoveryTest {
  private static final OutputOffset NEW = new OutputOffset(true, false, OptionalLong.empty());
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final InMemoryTopics topics = new InMemoryTopics();

  @Test
  void onePredictionOfAFrameBeyondTheEndIsIgnored() throws Exception {
    topics.frames(10, "cam", 0);
    topics.predictions(0, 7, "cam");
    topics.prediction(5_000, "cam", 5_000, 0);
    assertThat(find(true)).isEqualTo(found(7));
  }

  @Test
  void onePredictionOfAFrameThatTheLogDoesNotHoldIsIgnored() throws Exception {
    topics.frames(10, "cam", 0);
    topics.predictions(0, 7, "cam");
    topics.prediction(8, "another", 8, 0);
    assertThat(find(true).next()).hasValue(7);
  }

  @Test
  void aCopyOfAnEarlierPredictionDoesNotHideLaterOnes() throws Exception {
    topics.frames(10, "cam", 0);
    topics.predictions(0, 7, "cam");
    topics.prediction(2, "cam", 2, 0);
    assertThat(find(true)).isEqualTo(found(7));
  }

  @Test
  void aTopicIsNewOnlyIfNoPublishedRecordBelongsToIt() throws Exception {
    topics.frames(10, "cam", 0);
    topics.prediction(5_000, "cam", 5_000, 0);
    assertThat(find(true)).isEqualTo(NEW);
    topics.letter(0, 3, "another"); // a dead letter of a frame that does not exist
    assertThat(find(true)).isEqualTo(NEW);
    topics.letter(0, 4, "cam");
    assertThat(find(true).isNew()).isFalse();
    assertThat(find(true).next()).hasValue(5);
  }

  @Test
  void olderPredictionsDoNotCountForEqualFramesOfARecreatedTopic() throws Exception {
    topics.predictions(0, 30, "cam");
    topics.frames(0, 20, "cam", 0, 1_000);
    assertThat(find(true)).isEqualTo(NEW);
  }

  @Test
  void predictionsOfAnEarlierTopicDoNotHideThoseOfATruncatedOne() throws Exception {
    for (int offset = 0; offset < 5_000; offset++) {
      topics.prediction(offset, "old", offset, 0);
    }
    for (int offset = 0; offset < 900; offset++) {
      topics.prediction(offset, "cam", offset, 3 * DAY);
    }
    topics.frames(0, 100, "cam", 0, 3 * DAY);
    topics.frames(0, 800, "cam", 10_000, 3 * DAY); // at the offsets of lost frames
    assertThat(find(false)).isEqualTo(new OutputOffset(false, true, OptionalLong.of(100)));
  }

  @Test
  void findsTheEndOfARandomlyTruncatedLog() throws Exception {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      InMemoryTopics some = new InMemoryTopics();
      int kept = 1 + random.nextInt(1_000);
      int published = kept + random.nextInt(1_000);
      some.frames(kept, "cam", 0);
      some.frames(random.nextInt(1_000), "cam", 10_000);
      for (int offset = 0; offset < published; offset++) {
        some.prediction(offset, "cam", offset, 0);
        if (random.nextInt(20) == 0) { // of a frame that does not exist
          some.prediction(random.nextInt(4_000), "odd", 0, 0);
        }
      }
      OutputOffset found = find(some, false);
      assertThat(found.next()).as("seed " + seed).hasValue(kept);
    }
  }

  @Test
  void theNumberOfReadsIsLogarithmicInTheLengthOfTheTopic() throws Exception {
    topics.frames(1_000, "cam", 0);
    topics.frames(99_000, "cam", 1_000_000);
    topics.predictions(0, 100_000, "cam");
    assertThat(find(false).next()).hasValue(1_000);
    assertThat(topics.reads(TOPICS.predictions())).isLessThan(2 * 17);
    assertThat(topics.reads(TOPICS.frames())).isLessThan(2 * 17 * PredictionSearch.WINDOW);
  }

  @Test
  void deadLettersAreReadOnceForAllPartitions() throws Exception {
    topics.frames(0, 10, "cam", 0, 0);
    topics.frames(1, 10, "cam", 0, 0);
    topics.letter(0, 3, "cam");
    topics.letter(1, 5, "cam");
    TopicPartition other = new TopicPartition(TOPICS.frames(), 1);
    List<FrameLogRange> logs =
        List.of(new FrameLogRange(FRAMES, 0, 10, true), new FrameLogRange(other, 0, 10, true));
    try (TopicRanges ranges = topics.ranges()) {
      var found = new OutputOffsetRecovery(ranges, TOPICS).find(logs);
      assertThat(found.get(FRAMES).next()).hasValue(4);
      assertThat(found.get(other).next()).hasValue(6);
    }
    assertThat(topics.reads(TOPICS.deadLetters())).as("partitions of the topic").isEqualTo(2);
  }

  private OutputOffset find(boolean mayBeNew) throws Exception {
    return find(topics, mayBeNew);
  }

  private static OutputOffset find(InMemoryTopics topics, boolean mayBeNew) throws Exception {
    assertThat(topics.end(PREDICTIONS)).isPositive();
    try (TopicRanges ranges = topics.ranges()) {
      FrameLogRange log = new FrameLogRange(FRAMES, 0, topics.end(FRAMES), mayBeNew);
      return new OutputOffsetRecovery(ranges, TOPICS).find(List.of(log)).get(FRAMES);
    }
  }

  private static OutputOffset found(long next) {
    return new OutputOffset(false, false, OptionalLong.of(next));
  }
}
