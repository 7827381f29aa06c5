package io.framecast.layers;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes a {@link LayerNormalization5D}. */
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
    INDArray out = createActivations(workspaceMgr, x.shape());
    double[] gamma = DoubleView.of(getParam(LayerNormalization5D.GAMMA));
    double[] beta = DoubleView.of(getParam(LayerNormalization5D.BETA));
    PixelParallel.forEach(
        List.of(x),
        out,
        (clip, arrays) -> {
          double[] values = arrays[0];
          for (int at = 0; at < values.length; at += channels) {
            standardize(values, at, channels);
            for (int k = 0; k < channels; k++) {
              values[at + k] = values[at + k] * gamma[k] + beta[k];
            }
          }
        });
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    int channels = (int) layerConf().getNIn();
    INDArray x = contiguousInput(channels);
    INDArray xGradient = createActivationGradient(workspaceMgr, x.shape());
    double[] gamma = DoubleView.of(getParam(LayerNormalization5D.GAMMA));
    int clips = (int) x.size(0);
    double[][] gammaGradient = new double[clips][channels];
    double[][] betaGradient = new double[clips][channels];
    PixelParallel.forEach(
        List.of(x, Nd4jOps.contiguous(epsilon, dataType)),
        xGradient,
        (clip, arrays) -> {
          double[] values = arrays[0];
          double[] dy = arrays[1];
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
              values[at + k] = scale * (dy[at + k] * gamma[k] - even);
            }
          }
        });
    new DoubleView(gradientView(LayerNormalization5D.GAMMA))
        .put(0, PixelParallel.sumOverClips(gammaGradient), channels);
    new DoubleView(gradientView(LayerNormalization5D.BETA))
        .put(0, PixelParallel.sumOverClips(betaGradient), channels);
    return new Pair<>(gradients(), backpropDropOutIfPresent(xGradient));
  }

  /** Standardises the channels of a pixel and returns the factor 1 / sqrt(variance + epsilon). */
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
