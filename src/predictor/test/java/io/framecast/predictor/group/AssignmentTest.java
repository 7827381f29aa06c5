package io.framecast.predictor.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Limits;
import io.framecast.predictor.streams.LiveWeights;
import io.framecast.predictor.streams.PartitionStreams;
import io.framecast.predictor.streams.Residents;
import io.framecast.predictor.streams.Rules;
import io.framecast.predictor.streams.Serving;
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
  static final Serving SERVING =
      new Serving(
          LiveWeights.only(WEIGHTS),
          Topics.DEFAULT,
          Limits.DEFAULT,
          Rules.DEFAULT,
          Map.of(),
          new Residents(1 << 20, Path.of("target")));
  private final Assignment assignment =
      new Assignment(p -> new PartitionStreams(p.partition(), SERVING));

  @Test
  void partitionsThatStayKeepTheirStreamsThroughARebalance() {
    assignment.become(Set.of(A, B));
    PartitionStreams a = assignment.owner(A);
    PartitionStreams b = assignment.owner(B);
    assignment.become(Set.of(B, C));
    assertThat(assignment.partitions()).containsExactlyInAnyOrder(B, C);
    assertThat(assignment.owner(B)).isSameAs(b);
    assignment.become(Set.of(A, B, C));
    assertThat(assignment.owner(A)).isNotSameAs(a);
    assertThat(assignment.owner(B)).isSameAs(b);
  }

  @Test
  void whatWasLostComesBackWithoutItsStreams() {
    assignment.become(Set.of(A, B));
    PartitionStreams a = assignment.owner(A);
    PartitionStreams b = assignment.owner(B);
    assignment.lose(List.of(A, C));
    assignment.become(Set.of(A, B));
    assertThat(assignment.owner(A)).isNotSameAs(a);
    assertThat(assignment.owner(B)).isSameAs(b);
  }

  @Test
  void aPartitionOfOthersHasNoOwnerHere() {
    assignment.become(Set.of(A));
    assertThatThrownBy(() -> assignment.owner(B))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("expected an assigned partition, found t-1");
    assignment.close();
    assertThat(assignment.all()).isEmpty();
  }
}
