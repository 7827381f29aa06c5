package io.framecast.predictor.consumer;

/**
 * How far the restore of an assigned partition has come.
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
  /** It is asked what is committed. */
  PLANNING,
  /** Its checkpoints are read. */
  LOADING,
  /** Its frames are read again, up to the committed offset. */
  REPLAYING;

  /** Returns whether a restore may go on from this state to that one. */
  boolean hasNext(RestoreState next) {
    return switch (this) {
      case PLANNING -> next != REPLAYING;
      case LOADING -> next != LOADING;
      case REPLAYING -> next == PLANNING;
    };
  }
}
