package io.framecast.trainer.clips;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.trainer.clips.LoggedClip.EncodedFrame;
import java.util.List;
import java.util.Locale;

/** Decodes logged frames for a network with a given number of channels. */
public final class ClipDecoder {
  /** Pixels are nominally 0 to 1, and noise may exceed that a little. */
  private static final float MIN_PIXEL = -1;

  private static final float MAX_PIXEL = 2;

  /** The largest squared error between two frames that a network can learn from. */
  public static final double MAX_ERROR = (MAX_PIXEL - MIN_PIXEL) * (MAX_PIXEL - MIN_PIXEL);

  private final FrameDecoder decoder;
  private final int channels;

  public ClipDecoder(FrameLimits limits, int channels) {
    this.decoder = new FrameDecoder(limits);
    this.channels = channels;
  }

  /** Decodes a frame; throws {@link RefusedFrameException} if a network cannot learn from it. */
  Frame decode(EncodedFrame encoded) throws RefusedFrameException {
    Frame frame = decodeAny(encoded);
    for (float pixel : frame.pixels()) {
      if (!(pixel >= MIN_PIXEL && pixel <= MAX_PIXEL)) {
        throw new RefusedFrameException(
            String.format(
                Locale.ROOT, "expected pixels of %s to %s, found %s", MIN_PIXEL, MAX_PIXEL, pixel));
      }
    }
    try {
      return frame.withChannels(channels);
    } catch (IllegalArgumentException e) {
      throw new RefusedFrameException(String.valueOf(e.getMessage()));
    }
  }

  /** Whatever one record causes costs that record only, as in the predictor. */
  private Frame decodeAny(EncodedFrame encoded) throws RefusedFrameException {
    try {
      return decoder.decode(encoded.value(), encoded.contentType()).frame();
    } catch (RuntimeException e) {
      throw new RefusedFrameException("expected a frame, found bytes that lead to " + e);
    }
  }

  /** Decodes the frames of a clip, which were decoded before when the clip was indexed. */
  public List<Frame> decode(LoggedClip clip) {
    return clip.frames().stream().map(this::decodeAgain).toList();
  }

  private Frame decodeAgain(EncodedFrame encoded) {
    try {
      return decode(encoded);
    } catch (RefusedFrameException e) {
      throw new IllegalStateException("a frame of an indexed clip cannot be decoded", e);
    }
  }
}
