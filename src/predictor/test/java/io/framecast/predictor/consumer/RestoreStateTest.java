package io.framecast.predictor.consumer;

import static io.framecast.predictor.consumer.RestoreState.LOADING;
import static io.framecast.predictor.consumer.RestoreState.PLANNING;
import static io.framecast.predictor.consumer.RestoreState.REPLAYING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.predictor.offsets.RestorePlan;
import io.framecast.predictor.streams.CommitMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RestoreStateTest {
  private static final RestorePlan PLAN =
      new RestorePlan(
          CommitMetadata.parse(null),
          0,
          9,
          7,
          RestorePlan.OffsetSource.COMMITTED,
          Optional.empty());

  @Test
  void aRestorePassesItsStatesInOrderAndRestartsFromEach() {
    Set<List<RestoreState>> legal =
        Set.of(
            List.of(PLANNING, LOADING),
            List.of(LOADING, REPLAYING),
            List.of(PLANNING, PLANNING),
            List.of(LOADING, PLANNING),
            List.of(REPLAYING, PLANNING));
    for (RestoreState from : RestoreState.values()) {
      for (RestoreState to : RestoreState.values()) {
        boolean isLegal = legal.contains(List.of(from, to));
        assertThat(from.hasNext(to)).as(from + " to " + to).isEqualTo(isLegal);
      }
    }
  }

  @Test
  void aRestoreSkipsNoState() {
    assertThatThrownBy(() -> PartitionRestore.BEGUN.advance(RestoreState.REPLAYING, PLAN))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a restore cannot go from PLANNING to REPLAYING");
  }

  @Test
  void onlyAReplayingRestoreHasAReplay() {
    PartitionRestore loading = PartitionRestore.BEGUN.advance(RestoreState.LOADING, PLAN);
    assertThat(loading.replay()).isNull();
    assertThat(loading.advance(RestoreState.REPLAYING, PLAN).replay()).isEqualTo(PLAN);
  }
}
