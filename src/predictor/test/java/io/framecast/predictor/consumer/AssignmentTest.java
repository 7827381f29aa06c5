package io.framecast.predictor.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.StateCache;
import io.framecast.predictor.streams.StreamFactory;
import io.framecast.predictor.streams.StreamSettings;
import io.framecast.predictor.streams.WeightsPool;
import io.framecast.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final TopicPartition A = new TopicPartition("t", 0);
  private static final TopicPartition B = new TopicPartition("t", 1);
  private static final TopicPartition C = new TopicPartition("t", 2);

  static final Weights WEIGHTS = Weights.initial(Configuration.squares(), 1);
  static final StreamFactory FACTORY =
      new StreamFactory(
          WeightsPool.only(WEIGHTS),
          Topics.DEFAULT,
          FrameLimits.DEFAULT,
          StreamSettings.DEFAULT,
          Map.of(),
          new StateCache(1 << 20, Path.of("target")));
  private final Assignment assignment =
      new Assignment(p -> new PartitionProcessor(p.partition(), FACTORY));

  @Test
  void keptPartitionsKeepTheirStreamsInARebalance() {
    assignment.assign(Set.of(A, B));
    PartitionProcessor a = assignment.streamsOf(A);
    PartitionProcessor b = assignment.streamsOf(B);
    assignment.assign(Set.of(B, C));
    assertThat(assignment.partitions()).containsExactlyInAnyOrder(B, C);
    assertThat(assignment.streamsOf(B)).isSameAs(b);
    assignment.assign(Set.of(A, B, C));
    assertThat(assignment.streamsOf(A)).isNotSameAs(a);
    assertThat(assignment.streamsOf(B)).isSameAs(b);
  }

  @Test
  void aPartitionAssignedAgainHasNoStreams() {
    assignment.assign(Set.of(A, B));
    PartitionProcessor a = assignment.streamsOf(A);
    PartitionProcessor b = assignment.streamsOf(B);
    assignment.revoke(List.of(A, C));
    assignment.assign(Set.of(A, B));
    assertThat(assignment.streamsOf(A)).isNotSameAs(a);
    assertThat(assignment.streamsOf(B)).isSameAs(b);
  }

  @Test
  void anUnassignedPartitionHasNoStreams() {
    assignment.assign(Set.of(A));
    assertThatThrownBy(() -> assignment.streamsOf(B))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("expected an assigned partition, found t-1");
    assignment.close();
    assertThat(assignment.all()).isEmpty();
  }
}
