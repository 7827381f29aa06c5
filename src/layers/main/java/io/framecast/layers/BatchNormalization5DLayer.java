package io.framecast.layers;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes a {@link BatchNormalization5D}. */
final class BatchNormalization5DLayer extends RuntimeLayer<BatchNormalization5D> {
  private static final long serialVersionUID = 1L;

  private double[] batchMean = {}; // of the last forward pass in training
  private double[] batchVariance = {};

  BatchNormalization5DLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaceMgr);
    int channels = (int) layerConf().getNIn();
    INDArray x = contiguousInput(channels);
    double[] mean = DoubleView.of(getParam(BatchNormalization5D.MEAN));
    double[] variance = DoubleView.of(getParam(BatchNormalization5D.VARIANCE));
    if (training) {
      batchMean = mean = average(x, new double[channels], false);
      batchVariance = variance = average(x, mean, true);
    }
    double[] gamma = DoubleView.of(getParam(BatchNormalization5D.GAMMA));
    double[] beta = DoubleView.of(getParam(BatchNormalization5D.BETA));
    double[] scale = new double[channels];
    double[] shift = new double[channels];
    for (int k = 0; k < channels; k++) {
      scale[k] = gamma[k] / Math.sqrt(variance[k] + layerConf().epsilon());
      shift[k] = beta[k] - mean[k] * scale[k];
    }
    INDArray out = createActivations(workspaceMgr, x.shape());
    PixelParallel.forEach(
        List.of(x),
        out,
        (clip, arrays) -> {
          double[] values = arrays[0];
          for (int at = 0; at < values.length; at += channels) {
            for (int k = 0; k < channels; k++) {
              values[at + k] = values[at + k] * scale[k] + shift[k];
            }
          }
        });
    return out;
  }

  /** Returns the mean of x - centre, or of its square, per channel. */
  private double[] average(INDArray x, double[] centre, boolean square) {
    int channels = centre.length;
    double[][] sums = new double[(int) x.size(0)][channels];
    PixelParallel.forEach(
        List.of(x),
        null,
        (clip, arrays) -> {
          double[] values = arrays[0];
          double[] sum = sums[clip];
          for (int at = 0; at < values.length; at += channels) {
            for (int k = 0; k < channels; k++) {
              double difference = values[at + k] - centre[k];
              sum[k] += square ? difference * difference : difference;
            }
          }
        });
    double[] average = PixelParallel.sumOverClips(sums);
    for (int k = 0; k < channels; k++) {
      average[k] /= (double) x.length() / channels;
    }
    return average;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    int channels = (int) layerConf().getNIn();
    INDArray x = contiguousInput(channels);
    INDArray dy = Nd4jOps.contiguous(epsilon, dataType);
    if (batchMean.length == 0) {
      throw new IllegalStateException(
          displayName() + ": the backward pass needs a forward pass in training before it");
    }
    double[] mean = batchMean;
    double[] root = new double[channels];
    for (int k = 0; k < channels; k++) {
      root[k] = 1 / Math.sqrt(batchVariance[k] + layerConf().epsilon());
    }
    int clips = (int) x.size(0);
    double[][] gammaByClip = new double[clips][channels];
    double[][] betaByClip = new double[clips][channels];
    PixelParallel.forEach(
        List.of(x, dy),
        null,
        (clip, arrays) -> {
          double[] values = arrays[0];
          double[] y = arrays[1];
          for (int at = 0; at < values.length; at += channels) {
            for (int k = 0; k < channels; k++) {
              betaByClip[clip][k] += y[at + k];
              gammaByClip[clip][k] += y[at + k] * (values[at + k] - mean[k]) * root[k];
            }
          }
        });
    double[] gammaGradient = PixelParallel.sumOverClips(gammaByClip);
    double[] betaGradient = PixelParallel.sumOverClips(betaByClip);
    double[] gamma = DoubleView.of(getParam(BatchNormalization5D.GAMMA));
    double count = (double) x.length() / channels;
    INDArray xGradient = createActivationGradient(workspaceMgr, x.shape());
    PixelParallel.forEach(
        List.of(x, dy),
        xGradient,
        (clip, arrays) -> {
          double[] values = arrays[0];
          double[] y = arrays[1];
          for (int at = 0; at < values.length; at += channels) {
            for (int k = 0; k < channels; k++) {
              double normal = (values[at + k] - mean[k]) * root[k];
              double even = (betaGradient[k] + normal * gammaGradient[k]) / count;
              values[at + k] = gamma[k] * root[k] * (y[at + k] - even);
            }
          }
        });
    fill(BatchNormalization5D.GAMMA, gammaGradient);
    fill(BatchNormalization5D.BETA, betaGradient);
    fillStatistic(BatchNormalization5D.MEAN, batchMean);
    fillStatistic(BatchNormalization5D.VARIANCE, batchVariance);
    return new Pair<>(gradients(), backpropDropOutIfPresent(xGradient));
  }

  private void fill(String key, double[] gradient) {
    new DoubleView(gradientView(key)).put(0, gradient, gradient.length);
  }

  /** Fills the step that the updater subtracts, which moves a running mean to the batch's mean. */
  private void fillStatistic(String key, double[] batch) {
    double[] step = DoubleView.of(getParam(key));
    for (int k = 0; k < step.length; k++) {
      step[k] = (1 - layerConf().momentum()) * (step[k] - batch[k]);
    }
    fill(key, step);
  }

  @Override
  public boolean updaterDivideByMinibatch(String paramName) {
    return !BatchNormalization5D.isStatistic(paramName);
  }
}
