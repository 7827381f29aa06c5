package io.framecast.frames;

/**
 * Encodes a frame as bytes. Equal encodings encode equal frames to equal bytes. A frame with
 * another number of channels is first converted by {@link Frame#withChannels}. So the prediction of
 * a 1-channel model is in colour if the stream is in colour.
 */
public sealed interface Encoding permits Png, Npy, Jpeg {

  /** Encodes as 8-bit grey PNG. */
  Encoding PNG8 = new Png(8, 1);

  /** Encodes as 16-bit grey PNG. */
  Encoding PNG16 = new Png(16, 1);

  /** Encodes as {@code .npy} of shape (H, W), little-endian 32-bit floats. */
  Encoding NPY_F4 = new Npy(Npy.Type.F4_LITTLE, 0);

  /** Encodes as {@code .npy} of shape (H, W), bytes. */
  Encoding NPY_U1 = new Npy(Npy.Type.U1, 0);

  /** Encodes as grey JPEG. Only sources use it: the prediction that follows a JPEG is a PNG. */
  Encoding JPEG = new Jpeg(1);

  /**
   * Returns the frame's bytes. Encodings with integer samples clamp the values to [0, 1] and round
   * them to the nearest sample. Encodings with 32-bit floats keep the values.
   *
   * @throws IllegalArgumentException if the frame's channels cannot be converted
   */
  byte[] encode(Frame frame);

  /** Returns the frame that a decoder reads from the bytes of {@link #encode}. */
  Frame quantize(Frame frame);

  /** Returns the value of the {@code content-type} header for the bytes. */
  String contentType();

  /** Returns this encoding for 1 or 3 channels; {@code .npy} allows any number. */
  Encoding withChannels(int channels);
}
