package io.framecast.trainer.clips;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A clip with its frames. They stay encoded as the log holds them: the pixels of many clips would
 * not fit into memory.
 */
public record LoggedClip(IndexedClip place, List<EncodedFrame> frames) {

  /** A frame as it was sent. */
  public record EncodedFrame(byte[] value, @Nullable String contentType) {}

  public LoggedClip {
    frames = List.copyOf(frames);
  }
}
