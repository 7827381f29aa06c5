package io.framecast.trainer.clips;

import io.framecast.topics.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive frames of one stream, {@value #FRAMES} of them. They stay encoded, as they stand in
 * the log: pixels of many clips would not fit into memory.
 *
 * @param first where its first frame stands; no other clip begins there
 * @param last where its last frame stands; a clip that goes on begins with that frame
 * @param moves whether any two frames differ
 * @param frames all of one size
 */
public record LoggedClip(
    String stream,
    Source first,
    Source last,
    int height,
    int width,
    boolean moves,
    List<EncodedFrame> frames) {

  /** Frames of a clip in the Keras example: {@value} frames are one fewer predictions. */
  public static final int FRAMES = 15;

  /** A frame as it was sent. */
  public record EncodedFrame(byte[] value, @Nullable String contentType) {}

  public LoggedClip {
    frames = List.copyOf(frames);
  }

  /** Whether this clip begins where the other one stops. */
  public boolean continues(LoggedClip before) {
    return first.equals(before.last) && stream.equals(before.stream);
  }

  long bytes() {
    return frames.stream().mapToLong(frame -> frame.value.length).sum();
  }
}
