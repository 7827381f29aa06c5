package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Limits;
import io.framecast.predictor.streams.PartitionStreams;
import io.framecast.predictor.streams.Residents;
import io.framecast.predictor.streams.Rules;
import io.framecast.predictor.streams.Serving;
import io.framecast.topics.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final TopicPartition A = new TopicPartition(Topics.DEFAULT.frames(), 0);
  private static final TopicPartition B = new TopicPartition(Topics.DEFAULT.frames(), 1);

  private final Serving serving =
      new Serving(
          Weights.initial(Configuration.squares(), 1),
          Topics.DEFAULT,
          Limits.DEFAULT,
          Rules.DEFAULT,
          Map.of(),
          new Residents(1 << 20, Path.of("target")));

  @Test
  void whatHasJustBeenAssignedIsNotRestored() {
    Assignment assignment = new Assignment(p -> new PartitionStreams(p.partition(), serving));
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
