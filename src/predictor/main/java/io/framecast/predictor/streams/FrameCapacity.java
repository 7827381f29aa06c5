package io.framecast.predictor.streams;

import io.framecast.convlstm.Arithmetic;
import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.OffHeapMemory;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.frames.Frame;
import io.framecast.predictor.checkpoints.PublishedForecast;
import io.framecast.predictor.checkpoints.RecentFrame;
import java.util.Locale;

/**
 * Computes the memory and the checkpoint size that a stream needs for frames of a size. A frame
 * whose stream could never be held or written is refused before its stream begins.
 */
final class FrameCapacity {

  /** Lengths and names beside an encoded frame, and the overhead of its encoding. */
  private static final int FORECAST_OVERHEAD = 1 << 10;

  /** An upper bound for a checkpoint's bytes without prediction, recent frames and state. */
  private static final int CHECKPOINT_OVERHEAD = 4 << 10;

  /**
   * The number of copies of a checkpoint that the heap must hold. At first these are the recent
   * frames, which may be most of it, the whole as one array, and its parts. Later these are the
   * parts and the producer's copy of them. One share remains for everything else.
   */
  private static final int CHECKPOINT_COPIES = 4;

  /** Two lengths and the number of filled frames. */
  private static final int RECENT_FIELDS = 3 * Integer.BYTES;

  /** The most bytes that a char takes in UTF-8. */
  private static final int MAX_CHAR_BYTES = 3;

  /** Bytes per sample: the frame, the model's input, the prediction and the encoder's copy. */
  private static final int SAMPLE_BYTES = 4 * Float.BYTES;

  /** Bytes per sample of each forecast: the prediction, and its record. */
  private static final int FORECAST_SAMPLE_BYTES = 2 * Float.BYTES;

  /** Bytes per pixel that a score takes: two images, their products and four means. */
  private static final int SCORE_BYTES = 8 * Double.BYTES;

  private final OutputRecords output;
  private final long stateMemory;
  private final int horizons;

  /**
   * Uses the size limits of the output topics and of the memory.
   *
   * @param stateMemory bytes that all states may take together
   * @param horizons how many frames ahead are predicted
   */
  FrameCapacity(OutputRecords output, long stateMemory, int horizons) {
    this.output = output;
    this.stateMemory = stateMemory;
    this.horizons = horizons;
  }

  /** Throws for a frame whose stream cannot be held in memory or written as a checkpoint. */
  void check(Configuration configuration, Frame first) throws UnservableFrameException {
    int height = first.height();
    int width = first.width();
    requireAtMost(
        "a state of at most %d bytes (framecast.state.memory)",
        stateMemory, State.bytes(configuration, height, width), first);
    requireAtMost(
        "a state and work space of at most %d bytes each",
        Integer.MAX_VALUE, State.largestBufferBytes(configuration, height, width), first);
    long limit = OffHeapMemory.limit();
    requireAtMost(
        "a state, a copy of it and work space of at most %d off-heap bytes"
            + " (framecast.work.memory)",
        limit == 0 ? Long.MAX_VALUE : limit,
        (horizons > 1 ? 3 : 2) * State.bytes(configuration, height, width)
            + Step.nativeBytes(configuration, Arithmetic.DIRECT, height, width),
        first);
    requireAtMost(
        horizons > 1
            ? "a checkpoint with its forecasts (framecast.horizons) of at most %d bytes"
            : "a checkpoint of at most %d bytes",
        maxCheckpointBytes(),
        bytesWithoutRecent(configuration, height, width) + maxForecastBytes(first),
        first);
    long pixels = (long) height * width;
    requireAtMost(
        "work space of at most %d bytes, half of the heap",
        maxHeapBytes() / 2,
        Step.heapBytes(configuration, height, width)
            + pixels * SCORE_BYTES
            + pixels
                * Math.max(first.channels(), configuration.channels())
                * (SAMPLE_BYTES + (horizons - 1L) * FORECAST_SAMPLE_BYTES),
        first);
  }

  private static void requireAtMost(String what, long max, long found, Frame first)
      throws UnservableFrameException {
    if (found > max) {
      throw new UnservableFrameException(
          String.format(
              Locale.ROOT,
              ("expected " + what + ", found %d for a frame of %dx%d"),
              max,
              found,
              first.height(),
              first.width()));
    }
  }

  /** Returns how many bytes the recent frames of a stream may take in its checkpoint. */
  long maxRecentBytes(Configuration configuration, int height, int width) {
    return maxCheckpointBytes() - bytesWithoutRecent(configuration, height, width);
  }

  /** Returns an upper bound for the bytes that a recent frame takes in a checkpoint. */
  static long recentBytes(RecentFrame one) {
    String type = one.contentType();
    long text = type == null ? 0 : (long) MAX_CHAR_BYTES * type.length();
    return RECENT_FIELDS + text + one.value().length;
  }

  /** Returns an upper bound for the bytes that pending forecasts take in a checkpoint. */
  static long forecastBytes(PublishedForecast one) {
    long predictions =
        one.predictions().stream().mapToLong(p -> Integer.BYTES + (long) p.length).sum();
    return FORECAST_OVERHEAD + one.source().length + predictions;
  }

  /**
   * Returns an upper bound for the bytes that all pending forecasts take, in any encoding: each of
   * the last K frames with its forecasts that are to come. Those of the last two are for the leads
   * 2 to K, those of each frame before them for one fewer.
   */
  private long maxForecastBytes(Frame first) {
    long leads = horizons - 1L;
    long frames = leads == 0 ? 0 : horizons + leads + leads * horizons / 2;
    return frames * ((long) Float.BYTES * first.pixels().length + FORECAST_OVERHEAD);
  }

  private static long bytesWithoutRecent(Configuration configuration, int height, int width) {
    long prediction = (long) Float.BYTES * height * width * configuration.channels();
    return CHECKPOINT_OVERHEAD + prediction + State.bytes(configuration, height, width);
  }

  private long maxCheckpointBytes() {
    return Math.min(output.maxCheckpointBytes(), maxHeapBytes() / CHECKPOINT_COPIES);
  }

  private static long maxHeapBytes() {
    return Runtime.getRuntime().maxMemory();
  }
}
