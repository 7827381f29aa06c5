package io.framecast.predictor.consumer;

import io.framecast.predictor.offsets.RestorePlan;
import org.jspecify.annotations.Nullable;

/**
 * The restore of one partition.
 *
 * @param plan null while it is {@link RestoreState#PLANNING planned}
 */
record PartitionRestore(RestoreState state, @Nullable RestorePlan plan) {
  static final PartitionRestore BEGUN = new PartitionRestore(RestoreState.PLANNING, null);

  /** Returns the restore in its next state; throws for a state that does not follow. */
  PartitionRestore advance(RestoreState next, RestorePlan with) {
    if (!state.hasNext(next)) {
      throw new IllegalStateException("a restore cannot go from " + state + " to " + next);
    }
    return new PartitionRestore(next, with);
  }

  boolean is(RestoreState other) {
    return state == other;
  }

  /** Returns the plan of a restore that replays, null in any other state. */
  @Nullable RestorePlan replay() {
    return state == RestoreState.REPLAYING ? plan : null;
  }
}
