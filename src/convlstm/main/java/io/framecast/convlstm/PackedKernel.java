package io.framecast.convlstm;

/** Holds a kernel and its bias as one kind of convolution needs them, for all frame sizes. */
interface PackedKernel extends AutoCloseable {

  /** Returns a convolution of images of this size, which the caller closes. */
  Convolution convolution(int rows, int columns);

  /** Frees native memory. */
  @Override
  void close();
}
