package io.framecast.predictor.streams;

import java.util.OptionalLong;

/**
 * What a stream's checkpoint says of the last frame that it answers for.
 *
 * @param answered offset of that frame
 * @param timestamp of that frame, milliseconds; negative for a birth, which does not know it
 * @param sequence of that frame, empty where it carries none
 */
public record SavedStream(String stream, long answered, long timestamp, OptionalLong sequence) {

  /** Whether the frame is the stream's first and the checkpoint holds nothing of it. */
  public boolean isBirth() {
    return timestamp < 0;
  }
}
