package io.framecast.sim;

/**
 * What became of a stream so far.
 *
 * @param frames acknowledged by the broker, each counted once
 * @param repeated acknowledged once more
 * @param corrupt acknowledged, and no frames
 * @param ended acknowledged null values
 * @param dropped never sent, by the faults' will
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

  /** All that the broker has. */
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
