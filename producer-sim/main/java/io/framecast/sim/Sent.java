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
public record Sent(long frames, long repeated, long corrupt, long ended, long dropped) {
  public static final Sent NOTHING = new Sent(0, 0, 0, 0, 0);

  public Sent plus(Sent more) {
    return new Sent(
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

  Sent with(Take.Kind kind) {
    return switch (kind) {
      case FRAME -> plus(new Sent(1, 0, 0, 0, 0));
      case REPEATED -> plus(new Sent(0, 1, 0, 0, 0));
      case CORRUPT -> plus(new Sent(0, 0, 1, 0, 0));
      case END -> plus(new Sent(0, 0, 0, 1, 0));
    };
  }

  Sent withDropped() {
    return plus(new Sent(0, 0, 0, 0, 1));
  }
}
