package io.framecast.console.follow;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * A frame that was accepted, beside what had been predicted for it.
 *
 * @param n the stream's number
 * @param serial rises with every shot of any stream
 * @param at when the frame was appended, milliseconds since 1970
 * @param sequence null where its stream carries none
 * @param model version that predicts what follows it
 * @param seen frames that the state has seen since zero
 * @param skill of the prediction for this frame; null where there was none, or a perfect
 *     persistence
 * @param latency milliseconds from the frame's append to its prediction's
 * @param predicted what had been predicted for this frame; null where nothing was
 */
@Serdeable
public record Shot(
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
    Picture frame,
    @Nullable Picture predicted) {

  Shot scored(@Nullable Double found) {
    return new Shot(
        n, serial, at, partition, offset, sequence, model, seen, found, latency, frame, predicted);
  }

  /**
   * What it holds in memory; a prediction is held by the shot before as well, and counted twice.
   */
  int size() {
    return frame.size() + (predicted == null ? 0 : predicted.size());
  }
}
