package io.framecast.predictor.streams;

import java.util.OptionalLong;

/**
 * Describes the last frame that was processed when a stream's checkpoint was written.
 *
 * @param offset of that frame
 * @param timestamp of that frame, milliseconds; negative in a first checkpoint, which lacks it
 * @param sequence of that frame, empty if it carries none
 */
public record SavedStream(String stream, long offset, long timestamp, OptionalLong sequence) {

  /** Returns whether this is a first checkpoint: it does not include the stream's first frame. */
  public boolean isInitial() {
    return timestamp < 0;
  }
}
