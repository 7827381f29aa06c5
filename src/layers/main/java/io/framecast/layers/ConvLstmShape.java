package io.framecast.layers;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Holds the sizes of one pass of a ConvLSTM over some successive frames of each clip.
 *
 * @param channels of the frames that it reads; 0 without input
 * @param first the first of its frames in a clip
 * @param times the number of its frames
 * @param clipTimes the frames of a whole clip
 */
record ConvLstmShape(
    ConvLSTM2D layer,
    int channels,
    int clips,
    int first,
    int times,
    int clipTimes,
    int height,
    int width) {

  /** Returns the sizes of the encoder's pass over {@code [batch, time, height, width, nIn]}. */
  static ConvLstmShape ofEncoder(ConvLSTM2D layer, INDArray input) {
    int times = (int) input.size(1) - layer.forecastFrames();
    return of(layer, (int) layer.getNIn(), input, 0, times);
  }

  /** Returns those of the forecaster's pass over the last frames of the same input. */
  static ConvLstmShape ofForecaster(ConvLSTM2D layer, INDArray input) {
    int times = layer.forecastFrames();
    int channels = layer.isForecastFed() ? (int) layer.getNIn() : 0;
    return of(layer, channels, input, (int) input.size(1) - times, times);
  }

  private static ConvLstmShape of(
      ConvLSTM2D layer, int channels, INDArray input, int first, int times) {
    return new ConvLstmShape(
        layer,
        channels,
        (int) input.size(0),
        first,
        times,
        (int) input.size(1),
        (int) input.size(2),
        (int) input.size(3));
  }

  int pixels() {
    return height * width;
  }

  int filters() {
    return (int) layer.getNOut();
  }

  /** Returns the channels of {@code [x | h]}. */
  int stacked() {
    return channels + filters();
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
