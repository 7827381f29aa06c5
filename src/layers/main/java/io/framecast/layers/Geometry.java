package io.framecast.layers;

/** The sizes of one pass of a recurrence. */
record Geometry(
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
