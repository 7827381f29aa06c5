package io.framecast.layers;

/** Holds the sizes of one pass of a ConvLSTM. */
record ConvLstmShape(
    int clips,
    int times,
    int height,
    int width,
    int channels,
    int filters,
    int kernelHeight,
    int kernelWidth,
    GateActivation gates) {

  int pixels() {
    return height * width;
  }

  int taps() {
    return kernelHeight * kernelWidth;
  }
}
