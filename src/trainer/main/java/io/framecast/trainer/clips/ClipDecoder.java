package io.framecast.trainer.clips;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.Limits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.trainer.clips.LoggedClip.EncodedFrame;
import java.util.List;

/** Develops logged frames for a network of so many channels. */
public final class ClipDecoder {
  /** Pixels are nominally 0 to 1, and noise may lead a little beyond; this is no picture. */
  private static final float LEAST = -1;

  private static final float MOST = 2;

  /** The largest squared error between two frames that a network can learn from. */
  public static final double MOST_ERROR = (MOST - LEAST) * (MOST - LEAST);

  private final FrameDecoder decoder;
  private final int channels;

  public ClipDecoder(Limits limits, int channels) {
    this.decoder = new FrameDecoder(limits);
    this.channels = channels;
  }

  /** Throws {@link RefusedFrameException} for what a network cannot learn from. */
  Frame develop(EncodedFrame encoded) throws RefusedFrameException {
    Frame frame = decoded(encoded);
    for (float pixel : frame.pixels()) {
      if (!(pixel >= LEAST && pixel <= MOST)) {
        throw new RefusedFrameException(
            "expected pixels of %s to %s, found %s".formatted(LEAST, MOST, pixel));
      }
    }
    try {
      return frame.withChannels(channels);
    } catch (IllegalArgumentException e) {
      throw new RefusedFrameException(String.valueOf(e.getMessage()));
    }
  }

  /** Whatever goes wrong because of one record costs that record only, as in the service. */
  private Frame decoded(EncodedFrame encoded) throws RefusedFrameException {
    try {
      return decoder.decode(encoded.value(), encoded.contentType()).frame();
    } catch (RuntimeException e) {
      throw new RefusedFrameException("expected a frame, found bytes that lead to " + e);
    }
  }

  /** The frames of a clip, which could be developed when it was cut. */
  public List<Frame> develop(LoggedClip clip) {
    return clip.frames().stream().map(this::again).toList();
  }

  private Frame again(EncodedFrame encoded) {
    try {
      return develop(encoded);
    } catch (RefusedFrameException e) {
      throw new IllegalStateException("a frame that was once developed is refused", e);
    }
  }
}
