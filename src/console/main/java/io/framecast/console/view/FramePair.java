package io.framecast.console.view;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * An accepted frame and the prediction that was made for it.
 *
 * @param n the stream's number
 * @param serial a number that rises with every pair of any stream
 * @param at the time of the frame's append, milliseconds since 1970
 * @param sequence null when the frame carries none
 * @param model the version that predicts the next frame
 * @param seen the number of frames in the state
 * @param skill the skill of the prediction for this frame; null without a prediction, or when
 *     persistence is perfect
 * @param latency milliseconds from the append of the frame to the append of its prediction
 * @param predicted the prediction for this frame, null without one
 */
@Serdeable
public record FramePair(
    int n,
    long serial,
    long at,
    int partition,
    long offset,
    @Nullable Long sequence,
    String model,
    long seen,
    @Nullable Double skill,
    long latency,
    EncodedImage frame,
    @Nullable EncodedImage predicted) {

  FramePair withSkill(@Nullable Double found) {
    return new FramePair(
        n, serial, at, partition, offset, sequence, model, seen, found, latency, frame, predicted);
  }

  /** Returns the size in memory. A prediction also belongs to the pair before, and counts twice. */
  public int size() {
    return frame.size() + (predicted == null ? 0 : predicted.size());
  }
}
