package io.framecast.predictor.consumer;

/**
 * Names the states of the restore of an assigned partition.
 *
 * <pre>
 *             plan              checkpoints read           input replayed
 *   PLANNING -------> LOADING -------------------> REPLAYING ------------> restored
 *      ^                 |                             |
 *      +-----------------+-----------------------------+
 *        records are gone, a commit failed, assigned again
 * </pre>
 *
 * A partition that is restored, or no longer assigned, has no state.
 */
enum RestoreState {
  /** The offset at which it continues is being found. */
  PLANNING,
  /** Its checkpoints are being read. */
  LOADING,
  /** Its frames are being read again, up to the committed offset. */
  REPLAYING;

  /** Returns whether a restore may advance from this state to the next one. */
  boolean hasNext(RestoreState next) {
    return switch (this) {
      case PLANNING -> next != REPLAYING;
      case LOADING -> next != LOADING;
      case REPLAYING -> next == PLANNING;
    };
  }
}
