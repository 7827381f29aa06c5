package io.framecast.predictor.checkpoints;

import io.framecast.convlstm.State;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds one stream's state at one input offset. This state, the named weights and the frames after
 * that offset determine all later predictions of the stream.
 *
 * @param offset of the last record that the state includes; the stream continues with the next one
 * @param timestamp of the last accepted frame, milliseconds; negative if there was none
 * @param latest timestamp to compare the next frame's with; usually that of the last frame
 * @param sequence of the last accepted frame, empty if it carries none
 * @param counts since the stream began
 * @param model version of the weights that the stream continues with; the configuration belongs to
 *     the weights
 * @param content null in the first checkpoint: the stream begins with the frame after {@code
 *     offset}
 */
public record Checkpoint(
    long offset,
    long timestamp,
    long latest,
    OptionalLong sequence,
    StreamCounts counts,
    String model,
    @Nullable Content content) {

  /** Returns the first checkpoint of a stream whose first frame is at {@code offset}. */
  public static Checkpoint initial(long offset, String model) {
    return new Checkpoint(offset - 1, -1, -1, OptionalLong.empty(), StreamCounts.ZERO, model, null);
  }

  /**
   * Returns the checkpoint without the numbers of its state: with the frames that prime another.
   */
  public Checkpoint withoutState() {
    Content all = content;
    if (all == null) {
      return this;
    }
    Content frames =
        new Content(
            all.height,
            all.width,
            all.framesSeen,
            all.published,
            all.prediction,
            all.recent,
            new Numbers.SerializedState(ByteBuffer.allocate(0)),
            all.forecasts);
    return new Checkpoint(offset, timestamp, latest, sequence, counts, model, frames);
  }

  /**
   * Holds the counters of a stream.
   *
   * @param frames accepted frames
   * @param filled steps on the stream's own predictions for missing frames
   * @param resets how often the stream restarted from a zero state
   */
  public record StreamCounts(long frames, long filled, long resets) {
    public static final StreamCounts ZERO = new StreamCounts(0, 0, 0);
  }

  /**
   * Holds what the stream's frames led to.
   *
   * @param height of the frames, pixels
   * @param width of the frames, pixels
   * @param framesSeen steps of the state since it was zero
   * @param published whether the prediction was published
   * @param prediction pixels of the raw prediction of the next frame, {@code [height, width,
   *     channels]} of the model
   * @param recent the stream's last frames, oldest first; at least the last one
   * @param state the numbers of the state, off-heap or serialized
   * @param forecasts that are not scored yet, oldest first
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Content(
      int height,
      int width,
      long framesSeen,
      boolean published,
      float[] prediction,
      Collection<RecentFrame> recent,
      Numbers state,
      List<PublishedForecast> forecasts) {

    /** Returns the content with these forecasts. */
    Content withForecasts(List<PublishedForecast> pending) {
      return new Content(height, width, framesSeen, published, prediction, recent, state, pending);
    }
  }

  /** Holds the numbers of a state: off-heap in a running stream, bytes in a read checkpoint. */
  public sealed interface Numbers {

    /** Refers to a state in off-heap memory. */
    record LiveState(State state) implements Numbers {}

    /** Holds the numbers as {@link State#write} wrote them. */
    record SerializedState(ByteBuffer bytes) implements Numbers {}

    /** Returns the size of the numbers in bytes. */
    default int size() {
      return this instanceof LiveState live
          ? (int) live.state().bytes()
          : ((SerializedState) this).bytes().remaining();
    }
  }
}
