package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.predictor.streams.PartitionStreams;
import io.framecast.topics.Topics;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final TopicPartition A = new TopicPartition(Topics.DEFAULT.frames(), 0);
  private static final TopicPartition B = new TopicPartition(Topics.DEFAULT.frames(), 1);

  @Test
  void whatHasJustBeenAssignedIsNotRestored() {
    Assignment assignment =
        new Assignment(p -> new PartitionStreams(p.partition(), AssignmentTest.SERVING));
    try (MockConsumer<byte[], byte[]> input = new MockConsumer<>("none");
        Recovery recovery =
            new Recovery(input, () -> input, null, null, Topics.DEFAULT, assignment, false)) {
      assertThat(recovery.progress().done()).isTrue();
      input.assign(Set.of(A, B));
      assignment.become(Set.of(A, B));
      recovery.begin(Set.of(A, B));
      assertThat(recovery.progress()).isEqualTo(new Recovery.Progress(2, 0, 0));
    }
  }
}
