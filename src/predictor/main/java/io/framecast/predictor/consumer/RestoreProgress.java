package io.framecast.predictor.consumer;

import io.framecast.frames.Count;

/**
 * Counts what remains to be restored.
 *
 * @param partitions the assigned partitions that are not restored yet
 * @param checkpoints the checkpoint records that are not read yet
 * @param frames the frames that are not replayed yet
 */
public record RestoreProgress(int partitions, long checkpoints, long frames) {
  public static final RestoreProgress DONE = new RestoreProgress(0, 0, 0);

  /** Returns whether nothing remains. */
  public boolean isDone() {
    return partitions == 0;
  }

  /** Returns whether the other progress differs at most in its frames. */
  boolean hasSameCheckpoints(RestoreProgress other) {
    return partitions == other.partitions && checkpoints == other.checkpoints;
  }

  @Override
  public String toString() {
    return isDone()
        ? "done"
        : Count.of(partitions, "partition")
            + ", "
            + Count.of(checkpoints, "checkpoint record")
            + " to read, "
            + Count.of(frames, "frame")
            + " to replay";
  }
}
