package io.framecast.predictor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.CheckpointFormat;
import io.framecast.predictor.checkpoints.CheckpointRecords;
import io.framecast.predictor.offsets.RestorePlanner;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.SavedStream;
import io.framecast.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests one partition with committed offset 10 and the checkpoints of three streams at 0, 1 and 2.
 */
class StateRestorerTest {
  private static final Topics TOPICS = Topics.DEFAULT;
  private static final TopicPartition FRAMES = new TopicPartition(TOPICS.frames(), 0);
  private static final TopicPartition CHECKPOINTS = new TopicPartition(TOPICS.checkpoints(), 0);

  private final MockConsumer<byte[], byte[]> input = new MockConsumer<>("none");
  private final MockConsumer<byte[], byte[]> reader = new MockConsumer<>("none");
  private final Map<TopicPartition, Long> watermarks = new HashMap<>();
  private int attempts;
  private final Assignment assignment =
      new Assignment(p -> new PartitionProcessor(p.partition(), AssignmentTest.FACTORY));
  private final CheckpointTopicReader checkpoints =
      new CheckpointTopicReader(most -> reader, this::watermarks, TOPICS);
  private final StateRestorer restorer =
      new StateRestorer(
          input,
          RecordBufferTest.buffer(input),
          checkpoints,
          open -> {},
          assignment,
          planner(input));

  /** Returns a planner of a group with valid committed offsets. */
  static RestorePlanner planner(MockConsumer<byte[], byte[]> input) {
    return new RestorePlanner(
        input,
        most -> {
          throw new AssertionError("expected no question to what was published");
        },
        asked -> Map.of(),
        TOPICS,
        false,
        Runnable::run);
  }

  @BeforeEach
  void assign() {
    input.assign(Set.of(FRAMES));
    input.updateBeginningOffsets(Map.of(FRAMES, 0L));
    input.updateEndOffsets(Map.of(FRAMES, 20L));
    input.commitSync(Map.of(FRAMES, new OffsetAndMetadata(10, "replay=4 streams=3")));
    assignment.assign(Set.of(FRAMES));
    restorer.begin(Set.of(FRAMES));
    logReaches(0, 3);
    arrive(0, "a");
  }

  @AfterEach
  void close() {
    assignment.close();
    checkpoints.close();
    input.close();
  }

  @Test
  void aNewAssignmentIsNotYetRestored() {
    assertThat(restorer.progress()).isEqualTo(new RestoreProgress(1, 0, 0));
  }

  @Test
  void pausesTheInputUntilTheCheckpointsAreRead() throws Exception {
    restorer.advance();
    assertThat(input.paused()).containsExactly(FRAMES);
    assertThat(restorer.progress()).isEqualTo(new RestoreProgress(1, 2, 0));
    arrive(1, "b", "c");
    restorer.advance();
    assertThat(input.paused()).isEmpty();
    assertThat(input.position(FRAMES)).isEqualTo(4);
    assertThat(restorer.progress()).isEqualTo(new RestoreProgress(1, 0, 6));
  }

  @Test
  void aRestartedPartitionReadsItsCheckpointsFromTheBeginning() throws Exception {
    restorer.advance();
    restorer.begin(Set.of(FRAMES));
    arrive(0, "a", "b", "c");
    restorer.advance();
    assertThat(assignment.streamsOf(FRAMES).size()).isEqualTo(3);
    assertThat(assignment.streamsOf(FRAMES).isRebuilding()).isFalse();
  }

  @Test
  void continuesAtTheFirstCheckpointLeftAfterADeletion() throws Exception {
    restorer.advance();
    logReaches(5, 7);
    reader.setPollException(new OffsetOutOfRangeException(Map.of(CHECKPOINTS, 1L)));
    restorer.advance();
    arrive(5, "a", "b");
    restorer.advance();
    assertThat(assignment.streamsOf(FRAMES).size()).isEqualTo(2);
    assertThat(assignment.streamsOf(FRAMES).isRebuilding()).as("the third is missing").isTrue();
    assertThat(input.position(FRAMES)).as("so all of the log is replayed").isZero();
  }

  /** A predictor with a wrong name of its topic must not remove what the right one needs. */
  @Test
  void leavesCheckpointsOfAnotherTopicOfFramesAlone() throws Exception {
    restorer.advance();
    reader.schedulePollTask(
        () -> {
          reader.addRecord(checkpointOf("b", 1, TOPICS.frames()));
          reader.addRecord(checkpointOf("c", 2, TOPICS.frames() + "-of-others"));
        });
    restorer.advance();
    assertThat(assignment.streamsOf(FRAMES).savedStreams())
        .extracting(SavedStream::stream)
        .containsExactlyInAnyOrder("a", "b");
    assertThat(restorer.progress()).as("read to the end").isEqualTo(new RestoreProgress(1, 0, 10));
  }

  private static ConsumerRecord<byte[], byte[]> checkpointOf(
      String stream, long offset, String frames) {
    byte[] initial = CheckpointFormat.write(Checkpoint.initial(offset, "any"));
    var record =
        new ConsumerRecord<>(TOPICS.checkpoints(), 0, offset, stream.getBytes(UTF_8), initial);
    record.headers().add(CheckpointRecords.FRAMES, frames.getBytes(UTF_8));
    return record;
  }

  @Test
  void doesNotWaitForALostPartition() throws Exception {
    restorer.advance();
    assignment.revoke(Set.of(FRAMES));
    restorer.advance();
    assertThat(restorer.isRestoring()).isFalse();
    assertThat(restorer.progress()).isEqualTo(RestoreProgress.DONE);
  }

  @Test
  void comparesTheCommittedOffsetWithPublishedRecordsIfRecordsAreLost() throws Exception {
    restorer.advance();
    restorer.begin(new OffsetOutOfRangeException(Map.of(FRAMES, 15L)));
    assertThatThrownBy(restorer::advance)
        .hasRootCauseMessage("expected no question to what was published");
  }

  private Map<TopicPartition, Long> watermarks(Set<TopicPartition> asked) {
    if (asked.contains(new TopicPartition(TOPICS.checkpoints(), 1))) {
      attempts++;
      throw new TimeoutException("no leader");
    }
    return Map.copyOf(watermarks);
  }

  @Test
  void aPartitionThatCannotBePlannedHoldsUpNoOther() throws Exception {
    TopicPartition broken = new TopicPartition(TOPICS.frames(), 1);
    input.assign(Set.of(FRAMES, broken));
    input.updateBeginningOffsets(Map.of(broken, 0L));
    input.updateEndOffsets(Map.of(broken, 20L));
    OffsetAndMetadata offset = new OffsetAndMetadata(10, "replay=4 streams=3");
    input.commitSync(Map.of(FRAMES, offset, broken, offset)); // assigning forgets them
    assignment.assign(Set.of(FRAMES, broken));
    restorer.begin(Set.of(FRAMES, broken));
    restorer.advance();
    arrive(1, "b", "c");
    restorer.advance();
    assertThat(input.paused()).as("the other one is replayed").containsExactly(broken);
    restorer.complete(Set.of(FRAMES));
    attempts = 0;
    for (int turn = 0; turn < 100; turn++) {
      restorer.advance();
    }
    assertThat(attempts).as("attempts of 100 turns").isBetween(1, 20);
  }

  private void logReaches(long first, long end) {
    reader.updateBeginningOffsets(Map.of(CHECKPOINTS, first));
    reader.updateEndOffsets(Map.of(CHECKPOINTS, end));
    watermarks.put(CHECKPOINTS, end);
  }

  /** Lets the next poll of checkpoints return these first checkpoints, from this offset on. */
  private void arrive(long first, String... streams) {
    reader.schedulePollTask(
        () -> {
          long offset = first;
          for (String stream : streams) {
            byte[] initial = CheckpointFormat.write(Checkpoint.initial(offset, "any"));
            reader.addRecord(
                new ConsumerRecord<>(
                    TOPICS.checkpoints(), 0, offset++, stream.getBytes(UTF_8), initial));
          }
        });
  }
}
