package io.framecast.predictor.checkpoints;

import io.framecast.convlstm.State;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One stream's state at one input offset. Together with the frames after that offset and the named
 * weights it says everything that the stream will ever predict.
 *
 * @param offset of the last record whose effect is in it: the stream goes on with the next one
 * @param timestamp of the last accepted frame, milliseconds; negative where it had none
 * @param latest timestamp with which the next frame's is compared; mostly that of the last frame
 * @param sequence of the last accepted frame, empty where it carries none
 * @param counts since the stream began
 * @param model version of the weights that the stream goes on with; their configuration is part of
 *     it
 * @param content null at birth: the stream begins with the frame after {@code offset}
 */
public record Checkpoint(
    long offset,
    long timestamp,
    long latest,
    OptionalLong sequence,
    Counts counts,
    String model,
    @Nullable Content content) {

  /** What a stream begins with, when its first frame stands at {@code offset}. */
  public static Checkpoint birth(long offset, String model) {
    return new Checkpoint(offset - 1, -1, -1, OptionalLong.empty(), Counts.ZERO, model, null);
  }

  /**
   * What a stream has counted.
   *
   * @param frames accepted
   * @param filled steps on its own predictions for missing frames
   * @param resets how often it started afresh
   */
  public record Counts(long frames, long filled, long resets) {
    public static final Counts ZERO = new Counts(0, 0, 0);
  }

  /**
   * What a stream knows of its frames.
   *
   * @param height of the frames, pixels
   * @param width of the frames, pixels
   * @param framesSeen by the state since zero
   * @param published whether the prediction was
   * @param prediction pixels of the raw prediction of the next frame, {@code [height, width,
   *     channels]} of the model
   * @param recent the stream's last frames, oldest first; at least the last one
   * @param state writes or is the numbers of the state
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Content(
      int height,
      int width,
      long framesSeen,
      boolean published,
      float[] prediction,
      Collection<RecentFrame> recent,
      Numbers state) {}

  /** The numbers of a state, off-heap while it lives and bytes once it is read. */
  public sealed interface Numbers {

    /** Of a state that lives. */
    record LiveState(State state) implements Numbers {}

    /** As {@link State#write} wrote them. */
    record SerializedState(ByteBuffer bytes) implements Numbers {}

    /** How many bytes they are. */
    default int size() {
      return this instanceof LiveState living
          ? (int) living.state().bytes()
          : ((SerializedState) this).bytes().remaining();
    }
  }
}
