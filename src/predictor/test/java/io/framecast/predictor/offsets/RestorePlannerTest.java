package io.framecast.predictor.offsets;

import static io.framecast.predictor.offsets.InMemoryTopics.FRAMES;
import static io.framecast.predictor.offsets.InMemoryTopics.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.predictor.offsets.RestorePlan.OffsetSource;
import io.framecast.predictor.streams.SavedStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Tests one partition of 20 frames, of which 12 are predicted. */
class RestorePlannerTest {
  private static final String POSITION = "replay=4 streams=3";

  private final InMemoryTopics topics = new InMemoryTopics();
  private final Map<Integer, OffsetAndMetadata> ends = new HashMap<>(); // of leaders' epochs
  private final MockConsumer<byte[], byte[]> input =
      new MockConsumer<>("none") {
        private final Map<TopicPartition, OffsetAndMetadata> sought = new HashMap<>();

        @Override
        public void seek(TopicPartition partition, OffsetAndMetadata offset) {
          super.seek(partition, offset.offset());
          sought.put(partition, offset);
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
          super.seek(partition, offset);
          sought.remove(partition);
        }

        @Override
        public synchronized long position(TopicPartition partition, Duration patience) {
          OffsetAndMetadata offset = sought.get(partition);
          OffsetAndMetadata end = offset == null ? null : ends.get(offset.leaderEpoch().orElse(-1));
          if (offset != null && end != null && end.offset() < offset.offset()) {
            throw new LogTruncationException(
                Map.of(partition, offset.offset()), Map.of(partition, end));
          }
          return super.position(partition, patience);
        }
      };
  private final Queue<Runnable> searches = new ArrayDeque<>();

  private RestorePlanner planner(Executor background) {
    input.assign(Set.of(FRAMES));
    input.updateBeginningOffsets(Map.of(FRAMES, 0L));
    input.updateEndOffsets(Map.of(FRAMES, 20L));
    return new RestorePlanner(
        input, most -> topics.consumer(), topics.watermarks(), TOPICS, false, background);
  }

  private RestorePlanner planner() {
    return planner(Runnable::run);
  }

  private void commit(long offset, Optional<Integer> epoch) {
    input.commitSync(Map.of(FRAMES, new OffsetAndMetadata(offset, epoch, POSITION)));
  }

  private static RestorePlan plan(RestorePlanner planner) throws InterruptedException {
    return planner.plan(Set.of(FRAMES)).get(FRAMES);
  }

  @Test
  void continuesAtACommittedOffsetThatTheLogHolds() throws Exception {
    RestorePlanner planner = planner();
    commit(12, Optional.of(3));
    RestorePlan plan = plan(planner);
    assertThat(plan.source()).isEqualTo(OffsetSource.COMMITTED);
    assertThat(plan.next()).isEqualTo(12);
    assertThat(plan.epoch()).as("to be committed again").hasValue(3);
    assertThat(topics.handedOver()).isZero();
  }

  @Test
  void continuesAtTheFirstFrameLostBeforeTheCommittedOffset() throws Exception {
    RestorePlanner planner = planner();
    commit(12, Optional.of(3));
    ends.put(3, new OffsetAndMetadata(7, Optional.of(3), ""));
    RestorePlan plan = plan(planner);
    assertThat(plan.source()).isEqualTo(OffsetSource.SHORTENED_LOG);
    assertThat(plan.next()).isEqualTo(7);
    assertThat(plan.epoch()).hasValue(3);
    assertThat(plan.metadata().toString()).isEqualTo(POSITION);
    planner.forget(Set.of(FRAMES));
    assertThat(plan(planner)).as("as often as it is planned").isEqualTo(plan);
  }

  @Test
  void usesPredictionsIfLeaderEpochsDoNotShowTheLostFrames() throws Exception {
    topics.frames(5, "cam", 0);
    topics.frames(15, "cam", 100);
    topics.predictions(0, 12, "cam");
    RestorePlanner planner = planner();
    commit(12, Optional.of(3));
    ends.put(3, new OffsetAndMetadata(7, Optional.of(2), "")); // of an earlier leader
    RestorePlan plan = plan(planner);
    assertThat(plan.source()).isEqualTo(OffsetSource.SHORTENED_LOG);
    assertThat(plan.next()).isEqualTo(5);
  }

  @Test
  void comparesAnOffsetWithoutAnEpochWithPredictionsAfterLostRecords() throws Exception {
    topics.frames(5, "cam", 0);
    topics.frames(15, "cam", 100);
    topics.predictions(0, 12, "cam");
    RestorePlanner planner = planner();
    commit(12, Optional.empty());
    assertThat(plan(planner).source()).isEqualTo(OffsetSource.COMMITTED);
    planner.doubt(Set.of(FRAMES));
    RestorePlan plan = plan(planner);
    assertThat(plan.source()).isEqualTo(OffsetSource.SHORTENED_LOG);
    assertThat(plan.next()).isEqualTo(5);
    assertThat(plan(planner)).as("until that is committed").isEqualTo(plan);
    planner.complete(Set.of(FRAMES));
    assertThat(plan(planner).source()).isEqualTo(OffsetSource.COMMITTED);
  }

  @Test
  void usesAnUncertainOffsetIfNothingWasPublished() throws Exception {
    topics.frames(20, "cam", 0);
    RestorePlanner planner = planner();
    commit(12, Optional.empty());
    planner.doubt(Set.of(FRAMES));
    RestorePlan plan = plan(planner);
    assertThat(plan.source()).isEqualTo(OffsetSource.COMMITTED);
    assertThat(plan.next()).isEqualTo(12);
  }

  @Test
  void pollsContinueWhileASearchRuns() throws Exception {
    topics.frames(20, "cam", 0);
    topics.predictions(0, 12, "cam");
    RestorePlanner planner = planner(searches::add);
    assertThat(planner.plan(Set.of(FRAMES))).isEmpty();
    assertThat(planner.plan(Set.of(FRAMES))).isEmpty();
    assertThat(searches).as("one search").hasSize(1);
    searches.remove().run();
    assertThat(plan(planner).next()).isEqualTo(12);
  }

  @Test
  void dropsTheResultOfASearchForARestartedPartition() throws Exception {
    topics.frames(20, "cam", 0);
    topics.predictions(0, 12, "cam");
    RestorePlanner planner = planner(searches::add);
    assertThat(planner.plan(Set.of(FRAMES))).isEmpty();
    planner.forget(Set.of(FRAMES));
    topics.predictions(12, 15, "cam");
    assertThat(planner.plan(Set.of(FRAMES))).isEmpty();
    searches.forEach(Runnable::run);
    assertThat(plan(planner).next()).isEqualTo(15);
  }

  @Test
  void repeatsAFailedSearch() throws Exception {
    topics.frames(20, "cam", 0);
    topics.predictions(0, 12, "cam");
    RestorePlanner planner = planner();
    topics.failOnce(new TimeoutException("the broker is away"));
    assertThatThrownBy(() -> plan(planner)).isInstanceOf(TimeoutException.class);
    assertThat(plan(planner).next()).isEqualTo(12);
  }

  @Test
  void usesTheNewestCheckpointOfTheLogIfNothingWasPublished() throws Exception {
    topics.frames(0, 20, "cam", 100, 5_000);
    RestorePlanner planner = planner();
    RestorePlan plan = plan(planner);
    assertThat(plan.source()).isEqualTo(OffsetSource.POLICY);
    List<SavedStream> saved = List.of(saved("cam", 11, 5_000, 111), saved("odd", 15, 5_000, 7));
    RestorePlan corrected = planner.withCheckpoints(FRAMES, plan, saved);
    assertThat(corrected.source()).isEqualTo(OffsetSource.POLICY);
    assertThat(corrected.next()).isEqualTo(12);
  }

  @Test
  void ignoresCheckpointsOfAnotherLog() throws Exception {
    topics.frames(0, 20, "cam", 100, 5_000);
    RestorePlanner planner = planner();
    List<SavedStream> saved = List.of(saved("cam", 11, 4_999, 111), saved("cam1", 30, 5_000, 111));
    RestorePlan corrected = planner.withCheckpoints(FRAMES, plan(planner), saved);
    assertThat(corrected.source()).isEqualTo(OffsetSource.NEW_LOG);
    assertThat(corrected.next()).isZero();
  }

  @Test
  void usesACheckpointLaterThanThePredictionsIfItsFrameIsInTheLog() throws Exception {
    topics.frames(20, "cam", 0);
    topics.predictions(0, 12, "cam");
    RestorePlanner planner = planner();
    RestorePlan plan = plan(planner);
    assertThat(plan.source()).isEqualTo(OffsetSource.PUBLISHED);
    assertThat(planner.withCheckpoints(FRAMES, plan, List.of(saved("cam", 17, 0, 3))))
        .as("of another frame")
        .isEqualTo(plan);
    assertThat(planner.withCheckpoints(FRAMES, plan, List.of(saved("cam", 17, 0, 17))).next())
        .isEqualTo(18);
  }

  private static SavedStream saved(String stream, long offset, long timestamp, long sequence) {
    return new SavedStream(stream, offset, timestamp, OptionalLong.of(sequence));
  }
}
