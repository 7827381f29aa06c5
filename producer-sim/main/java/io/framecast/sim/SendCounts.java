package io.framecast.sim;

/**
 * The counts of a stream's records so far.
 *
 * @param frames acknowledged frames, each counted once
 * @param repeated acknowledged repetitions
 * @param corrupt acknowledged corrupt frames
 * @param ended acknowledged null values
 * @param dropped frames that a fault dropped
 */
public record SendCounts(long frames, long repeated, long corrupt, long ended, long dropped) {
  public static final SendCounts NOTHING = new SendCounts(0, 0, 0, 0, 0);

  public SendCounts plus(SendCounts more) {
    return new SendCounts(
        frames + more.frames,
        repeated + more.repeated,
        corrupt + more.corrupt,
        ended + more.ended,
        dropped + more.dropped);
  }

  /** Returns the number of records that the broker has. */
  public long records() {
    return frames + repeated + corrupt + ended;
  }

  SendCounts with(SimRecord.RecordKind kind) {
    return switch (kind) {
      case FRAME -> plus(new SendCounts(1, 0, 0, 0, 0));
      case REPEATED -> plus(new SendCounts(0, 1, 0, 0, 0));
      case CORRUPT -> plus(new SendCounts(0, 0, 1, 0, 0));
      case END -> plus(new SendCounts(0, 0, 0, 1, 0));
    };
  }

  SendCounts withDropped() {
    return plus(new SendCounts(0, 0, 0, 0, 1));
  }
}
