package io.framecast.predictor.streams;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.frames.Frame;
import io.framecast.predictor.checkpoints.RecentFrame;

/**
 * How much memory and how large a checkpoint frames of a size lead to. What could never be held or
 * written is refused before a stream begins with it.
 */
final class FrameCapacity {

  /** More than a checkpoint has beside prediction, recent frames and state. */
  private static final int CHECKPOINT_OVERHEAD = 4 << 10;

  /**
   * How often a checkpoint must find a place in the heap: as the recent frames, which may be most
   * of it, as one array, and as the parts that are made of it; then as the parts and what the
   * producer makes of these. The last share is for all else.
   */
  private static final int CHECKPOINT_COPIES = 4;

  /** Two lengths and how many were filled in. */
  private static final int RECENT_FIELDS = 3 * Integer.BYTES;

  /** Of a text in UTF-8, for each of its chars. */
  private static final int MOST_CHAR_BYTES = 3;

  /** The frame, the model's input, the prediction, and what encoding takes, for each sample. */
  private static final int SAMPLE_BYTES = 4 * Float.BYTES;

  /** Two images, their products and four means: what a score takes, for each pixel. */
  private static final int SCORE_BYTES = 8 * Double.BYTES;

  private final OutputRecords output;
  private final long stateMemory;

  /**
   * Knows the limits.
   *
   * @param stateMemory bytes that all states may take together
   */
  FrameCapacity(OutputRecords output, long stateMemory) {
    this.output = output;
    this.stateMemory = stateMemory;
  }

  /** Throws for a frame whose stream could be neither held in memory nor written down. */
  void check(Configuration configuration, Frame first) throws UnservableFrameException {
    int height = first.height();
    int width = first.width();
    expect(
        "a state of at most %d bytes (framecast.state.memory)",
        stateMemory, State.bytes(configuration, height, width), first);
    expect(
        "a state and work space of at most %d bytes each",
        Integer.MAX_VALUE, State.largestBufferBytes(configuration, height, width), first);
    expect(
        "a checkpoint of at most %d bytes",
        mostCheckpoint(), withoutRecent(configuration, height, width), first);
    long pixels = (long) height * width;
    expect(
        "work space of at most %d bytes, half of the heap",
        heap() / 2,
        Step.heapBytes(configuration, height, width)
            + pixels * SCORE_BYTES
            + pixels * Math.max(first.channels(), configuration.channels()) * SAMPLE_BYTES,
        first);
  }

  private static void expect(String what, long most, long found, Frame first)
      throws UnservableFrameException {
    if (found > most) {
      throw new UnservableFrameException(
          ("expected " + what + ", found %d for a frame of %dx%d")
              .formatted(most, found, first.height(), first.width()));
    }
  }

  /** Bytes that the recent frames of a stream may take in its checkpoint. */
  long ofRecent(Configuration configuration, int height, int width) {
    return mostCheckpoint() - withoutRecent(configuration, height, width);
  }

  /** Bytes that a recent frame takes in a checkpoint, or a few more. */
  static long ofRecent(RecentFrame one) {
    String type = one.contentType();
    long text = type == null ? 0 : (long) MOST_CHAR_BYTES * type.length();
    return RECENT_FIELDS + text + one.value().length;
  }

  private static long withoutRecent(Configuration configuration, int height, int width) {
    long prediction = (long) Float.BYTES * height * width * configuration.channels();
    return CHECKPOINT_OVERHEAD + prediction + State.bytes(configuration, height, width);
  }

  private long mostCheckpoint() {
    return Math.min(output.largestCheckpoint(), heap() / CHECKPOINT_COPIES);
  }

  private static long heap() {
    return Runtime.getRuntime().maxMemory();
  }
}
