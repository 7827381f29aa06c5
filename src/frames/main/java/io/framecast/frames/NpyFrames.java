package io.framecast.frames;

import java.util.List;

/**
 * Frames of one size in a NumPy file, of shape {@code (T, H, W)} or {@code (T, H, W, C)} and of
 * every type and order that a single frame may have.
 *
 * @param withChannels whether the shape names the channels
 */
public record NpyFrames(List<Frame> frames, boolean withChannels) {

  /** Decodes a file; whole numbers become 0 to 1. */
  public static NpyFrames decode(byte[] file) throws RefusedFrameException {
    return Npy.decodeSequence(file);
  }

  /** Returns the bytes of a file of {@code <f4}. */
  public byte[] encode() {
    return Npy.encodeSequence(this);
  }
}
