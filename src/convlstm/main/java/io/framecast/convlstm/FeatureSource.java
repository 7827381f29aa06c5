package io.framecast.convlstm;

/** Gives a convolution its input, a tile of pixels at a time. */
interface FeatureSource {

  /** Writes {@code n} pixels, from pixel {@code p} on, to {@code tile [n, channels]}. */
  void read(State state, int p, int n, float[] tile);
}
