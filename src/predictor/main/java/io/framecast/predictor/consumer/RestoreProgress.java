package io.framecast.predictor.consumer;

/**
 * How far the streams of our partitions are back.
 *
 * @param partitions that are not settled yet
 * @param checkpoints records that are not read yet
 * @param frames records that are not replayed yet
 */
public record RestoreProgress(int partitions, long checkpoints, long frames) {
  public static final RestoreProgress DONE = new RestoreProgress(0, 0, 0);

  public boolean done() {
    return partitions == 0;
  }

  boolean sameButFrames(RestoreProgress other) {
    return partitions == other.partitions && checkpoints == other.checkpoints;
  }

  @Override
  public String toString() {
    return done()
        ? "done"
        : partitions
            + " partitions, "
            + checkpoints
            + " checkpoint records to read, "
            + frames
            + " frames to replay";
  }
}
