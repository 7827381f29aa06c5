package io.framecast.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Holds the sizes of one pass of a ConvLSTM: its layer and those of its input. */
record ConvLstmShape(ConvLSTM2D layer, int clips, int times, int height, int width) {
  /** Returns the sizes of a pass over {@code [batch, time, height, width, channels]}. */
  static ConvLstmShape of(ConvLSTM2D layer, INDArray input) {
    return new ConvLstmShape(
        layer, (int) input.size(0), (int) input.size(1), (int) input.size(2), (int) input.size(3));
  }

  int pixels() {
    return height * width;
  }

  int channels() {
    return (int) layer.getNIn();
  }

  int filters() {
    return (int) layer.getNOut();
  }

  /** Returns the channels of {@code [x | h]}. */
  int stacked() {
    return channels() + filters();
  }

  int kernelHeight() {
    return layer.kernelHeight();
  }

  int kernelWidth() {
    return layer.kernelWidth();
  }

  int taps() {
    return kernelHeight() * kernelWidth();
  }

  CellActivation gates() {
    return layer.gateActivation();
  }

  CellActivation activation() {
    return layer.cellActivation();
  }

  /** Returns the shape of the hidden state and of the cell state. */
  long[] stateShape() {
    return new long[] {clips, height, width, filters()};
  }
}
