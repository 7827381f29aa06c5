package io.framecast.frames;

/**
 * One way to write a frame as bytes. Equal encodings write equal frames as equal bytes. A frame of
 * another number of channels is first converted as {@link Frame#withChannels} says, so a prediction
 * of a 1-channel model leaves in colour where the stream arrived in colour.
 */
public sealed interface Encoding permits Png, Npy, Jpeg {

  /** 8-bit grey PNG. */
  Encoding PNG8 = new Png(8, 1);

  /** 16-bit grey PNG. */
  Encoding PNG16 = new Png(16, 1);

  /** {@code .npy} of shape (H, W), little-endian 32-bit floats. */
  Encoding NPY_F4 = new Npy(Npy.Type.F4_LITTLE, 0);

  /** {@code .npy} of shape (H, W), bytes. */
  Encoding NPY_U1 = new Npy(Npy.Type.U1, 0);

  /** Grey JPEG, for sources that write it; a prediction that follows a JPEG is a PNG. */
  Encoding JPEG = new Jpeg(1);

  /**
   * The frame's bytes. Values that the encoding cannot hold are clamped to 0 and 1 and rounded to
   * its nearest step; 32-bit floats are kept as they are. Throws {@link IllegalArgumentException}
   * for a frame whose channels cannot be converted.
   */
  byte[] encode(Frame frame);

  /** The frame that a reader of {@link #encode}'s bytes decodes, without the way through them. */
  Frame asRead(Frame frame);

  /** The {@code content-type} header that belongs to the bytes. */
  String contentType();

  /** The same encoding for frames of this many channels, 1 or 3; any number in {@code .npy}. */
  Encoding withChannels(int channels);
}
