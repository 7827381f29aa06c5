package io.framecast.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A running {@link LayerNormalization5D}. */
final class LayerNormalization5DLayer extends RuntimeLayer<LayerNormalization5D> {
  private static final long serialVersionUID = 1L;

  LayerNormalization5DLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaceMgr);
    int channels = (int) layerConf().getNIn();
    INDArray x = contiguousInput(channels);
    INDArray out = activations(workspaceMgr, x.shape());
    double[] gamma = Values.of(getParam(LayerNormalization5D.GAMMA));
    double[] beta = Values.of(getParam(LayerNormalization5D.BETA));
    Values from = new Values(x);
    Values to = new Values(out);
    PixelRows.each(
        x,
        (clip, index, rows) -> {
          double[] values = new double[rows * channels];
          from.get(index, values, values.length);
          for (int at = 0; at < values.length; at += channels) {
            standardize(values, at, channels);
            for (int k = 0; k < channels; k++) {
              values[at + k] = values[at + k] * gamma[k] + beta[k];
            }
          }
          to.put(index, values, values.length);
        });
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    int channels = (int) layerConf().getNIn();
    INDArray x = contiguousInput(channels);
    INDArray xGradient = activationGradient(workspaceMgr, x.shape());
    double[] gamma = Values.of(getParam(LayerNormalization5D.GAMMA));
    int clips = (int) x.size(0);
    double[][] gammaGradient = new double[clips][channels];
    double[][] betaGradient = new double[clips][channels];
    Values from = new Values(x);
    Values gradient = new Values(Native.contiguous(epsilon, dataType));
    Values to = new Values(xGradient);
    PixelRows.each(
        x,
        (clip, index, rows) -> {
          double[] values = new double[rows * channels];
          double[] dy = new double[rows * channels];
          from.get(index, values, values.length);
          gradient.get(index, dy, dy.length);
          for (int at = 0; at < values.length; at += channels) {
            double scale = standardize(values, at, channels);
            double sum = 0;
            double product = 0;
            for (int k = 0; k < channels; k++) {
              double y = dy[at + k];
              double normal = values[at + k];
              betaGradient[clip][k] += y;
              gammaGradient[clip][k] += y * normal;
              sum += y * gamma[k];
              product += y * gamma[k] * normal;
            }
            for (int k = 0; k < channels; k++) {
              double even = (sum + values[at + k] * product) / channels;
              dy[at + k] = scale * (dy[at + k] * gamma[k] - even);
            }
          }
          to.put(index, dy, dy.length);
        });
    new Values(gradientView(LayerNormalization5D.GAMMA))
        .put(0, PixelRows.sum(gammaGradient), channels);
    new Values(gradientView(LayerNormalization5D.BETA))
        .put(0, PixelRows.sum(betaGradient), channels);
    return new Pair<>(filledGradients(), backpropDropOutIfPresent(xGradient));
  }

  /** Replaces the pixel's channels by (x - mean) / sqrt(variance + epsilon); answers the factor. */
  private double standardize(double[] values, int at, int channels) {
    double sum = 0;
    for (int k = 0; k < channels; k++) {
      sum += values[at + k];
    }
    double mean = sum / channels;
    double squares = 0;
    for (int k = 0; k < channels; k++) {
      double difference = values[at + k] - mean;
      squares += difference * difference;
    }
    double scale = 1 / Math.sqrt(squares / channels + layerConf().epsilon());
    for (int k = 0; k < channels; k++) {
      values[at + k] = (values[at + k] - mean) * scale;
    }
    return scale;
  }
}
