package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import io.framecast.predictor.checkpoints.Checkpoint;
import io.framecast.predictor.checkpoints.SpillDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The location of a stream's state: empty, resident in memory, spilled to disk, or orphaned.
 *
 * <pre>
 *             first frame, checkpoint          spill
 *   Empty ---------------------------> Resident &lt;----> Spilled
 *     |                                   ^       load
 *     | checkpoint of weights that        | prime
 *     | are no longer registered          |
 *     +------------------------------> Orphaned
 * </pre>
 *
 * Each of them becomes empty when the stream ends or is lost.
 */
sealed interface StateSlot {

  /**
   * There is no state.
   *
   * @param first the weights that the stream begins with; null for the live ones
   */
  record Empty(@Nullable Weights first) implements StateSlot {}

  /**
   * The state is in memory.
   *
   * @param bytes of it, as the cache knows them
   */
  record Resident(StreamState state, long bytes) implements StateSlot {}

  /**
   * The state is in a file, as a checkpoint.
   *
   * @param weights that the stream goes on with
   * @param bytes that the state took in memory
   */
  record Spilled(SpillDirectory.Entry file, Weights weights, long bytes) implements StateSlot {}

  /** The weights of the checkpoint are no longer registered: live ones are to be primed from it. */
  record Orphaned(Checkpoint checkpoint) implements StateSlot {}
}
