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
 * Every slot becomes empty when the stream ends or is reset.
 */
sealed interface StateSlot {

  /**
   * The stream has no state.
   *
   * @param first the weights that the stream begins with; null for the live weights
   */
  record Empty(@Nullable Weights first) implements StateSlot {}

  /**
   * The state is in memory.
   *
   * @param bytes of the state, as last reported to the cache
   * @param heapBytes those of them that are on the heap
   */
  record Resident(StreamState state, long bytes, long heapBytes) implements StateSlot {}

  /**
   * The state is in a file, as a checkpoint.
   *
   * @param weights that the stream continues with
   * @param bytes of the state in memory before it was spilled
   */
  record Spilled(SpillDirectory.Entry file, Weights weights, long bytes) implements StateSlot {}

  /**
   * The checkpoint's weights are no longer registered; its frames will prime the live weights.
   *
   * @param model version of these weights
   * @param file with the checkpoint, without the state's numbers
   * @param checkpoint if the disk takes no file, else null
   * @param bytes of the whole checkpoint, about
   */
  record Orphaned(
      String model,
      SpillDirectory.@Nullable Entry file,
      @Nullable Checkpoint checkpoint,
      long bytes)
      implements StateSlot {}
}
