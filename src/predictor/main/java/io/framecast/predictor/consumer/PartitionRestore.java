package io.framecast.predictor.consumer;

import io.framecast.predictor.offsets.RestorePlan;
import org.jspecify.annotations.Nullable;

/**
 * Holds the state of one partition's restore.
 *
 * @param plan null in the state {@link RestoreState#PLANNING}
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

  /** Returns whether the restore is in this state. */
  boolean isIn(RestoreState other) {
    return state == other;
  }

  /** Returns the plan of a restore that replays, null in any other state. */
  @Nullable RestorePlan replay() {
    return state == RestoreState.REPLAYING ? plan : null;
  }
}
