package io.framecast.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes a {@link CausalConvolution3D}. One 2-D convolution over all frames of a clip computes
 * the product of every frame with each tap, {@code [time, height, width, depth * filters]}. The
 * layer then adds the taps along time. It never copies the clip.
 */
final class CausalConvolution3DLayer extends RuntimeLayer<CausalConvolution3D> {
  private static final long serialVersionUID = 1L;

  CausalConvolution3DLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaceMgr);
    INDArray x = contiguousInput(layerConf().getNIn());
    long[] shape = x.shape().clone();
    shape[4] = layerConf().getNOut();
    INDArray out = createActivations(workspaceMgr, shape);
    INDArray kernel = stack(getParamWithNoise(CausalConvolution3D.KERNEL, training, workspaceMgr));
    double[] bias =
        DoubleView.of(getParamWithNoise(CausalConvolution3D.BIAS, training, workspaceMgr));
    DoubleView to = new DoubleView(out);
    ClipWorkers.forEach(
        (int) x.size(0),
        clip -> {
          INDArray taps = createTaps(x);
          Nd4j.exec(Nd4jOps.convolution(x.slice(clip), kernel, null, taps));
          addTaps(new DoubleView(taps), to, clip, x, bias);
          taps.close();
        });
    kernel.close();
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = contiguousInput(layerConf().getNIn());
    INDArray xGradient = createActivationGradient(workspaceMgr, x.shape());
    INDArray kernel = stack(getParamWithNoise(CausalConvolution3D.KERNEL, true, workspaceMgr));
    DoubleView from = new DoubleView(Nd4jOps.contiguous(epsilon, dataType));
    int clips = (int) x.size(0);
    double[][] kernelGradients = new double[clips][];
    double[][] biasGradients = new double[clips][(int) layerConf().getNOut()];
    ClipWorkers.forEach(
        clips,
        clip -> {
          INDArray taps = createTaps(x);
          scatterTaps(from, new DoubleView(taps), clip, x, biasGradients[clip]);
          INDArray kernelGradient = Nd4jOps.zeros(dataType, kernel.shape());
          Nd4j.exec(
              Nd4jOps.convolutionGradient(
                  x.slice(clip), kernel, taps, xGradient.slice(clip), kernelGradient));
          kernelGradients[clip] = DoubleView.of(kernelGradient);
          kernelGradient.close();
          taps.close();
        });
    kernel.close();
    double[] sum = PixelParallel.sumOverClips(kernelGradients);
    double[] unstacked = new double[sum.length];
    for (int k = 0; k < sum.length; k++) {
      unstacked[unstackedIndex(k)] = sum[k];
    }
    new DoubleView(gradientView(CausalConvolution3D.KERNEL)).put(0, unstacked, sum.length);
    double[] biasGradient = PixelParallel.sumOverClips(biasGradients);
    new DoubleView(gradientView(CausalConvolution3D.BIAS))
        .put(0, biasGradient, biasGradient.length);
    weightNoiseParams.clear();
    return new Pair<>(gradients(), backpropDropOutIfPresent(xGradient));
  }

  /** Creates a zero {@code [time, height, width, depth * filters]}. */
  private INDArray createTaps(INDArray x) {
    long channels = layerConf().depth() * layerConf().getNOut();
    return Nd4jOps.zeros(dataType, x.size(1), x.size(2), x.size(3), channels);
  }

  /**
   * Returns the kernel as {@code [kernelHeight, kernelWidth, nIn, depth * filters]}; the caller
   * closes it.
   */
  private INDArray stack(INDArray kernel) {
    double[] values = DoubleView.of(kernel);
    double[] stacked = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      stacked[k] = values[unstackedIndex(k)];
    }
    INDArray array =
        Nd4jOps.zeros(
            dataType,
            layerConf().kernelHeight(),
            layerConf().kernelWidth(),
            layerConf().getNIn(),
            layerConf().depth() * layerConf().getNOut());
    new DoubleView(array).put(0, stacked, stacked.length);
    return array;
  }

  /**
   * Converts an index of {@code [rest, depth, filters]} to the index of {@code [depth, rest,
   * filters]}.
   */
  private int unstackedIndex(int stackedIndex) {
    int filters = (int) layerConf().getNOut();
    int depth = layerConf().depth();
    int rest = layerConf().kernelHeight() * layerConf().kernelWidth() * (int) layerConf().getNIn();
    int filter = stackedIndex % filters;
    int tap = stackedIndex / filters % depth;
    int row = stackedIndex / filters / depth;
    return (tap * rest + row) * filters + filter;
  }

  /** Adds the taps of all frames along time, and the bias. */
  private void addTaps(DoubleView taps, DoubleView out, int clip, INDArray x, double[] bias) {
    int times = (int) x.size(1);
    int pixels = (int) (x.size(2) * x.size(3));
    int filters = bias.length;
    int depth = layerConf().depth();
    double[] frame = new double[pixels * depth * filters];
    double[] sum = new double[pixels * filters];
    for (int t = 0; t < times; t++) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] = bias[k % filters];
      }
      for (int tap = 0; tap < depth; tap++) {
        int source = t + tap - layerConf().pastFrames();
        if (source >= 0 && source < times) {
          taps.get(source * frame.length, frame, frame.length);
          for (int pixel = 0; pixel < pixels; pixel++) {
            for (int k = 0; k < filters; k++) {
              sum[pixel * filters + k] += frame[(pixel * depth + tap) * filters + k];
            }
          }
        }
      }
      out.put((clip * times + t) * sum.length, sum, sum.length);
    }
  }

  /** Scatters the gradient to the taps: the transpose of {@link #addTaps}. */
  private void scatterTaps(
      DoubleView gradient, DoubleView taps, int clip, INDArray x, double[] bias) {
    int times = (int) x.size(1);
    int pixels = (int) (x.size(2) * x.size(3));
    int filters = bias.length;
    int depth = layerConf().depth();
    double[] frame = new double[pixels * depth * filters];
    double[] dy = new double[pixels * filters];
    for (int source = 0; source < times; source++) {
      for (int tap = 0; tap < depth; tap++) {
        int t = source - tap + layerConf().pastFrames();
        boolean inside = t >= 0 && t < times;
        if (inside) {
          gradient.get((clip * times + t) * dy.length, dy, dy.length);
        }
        for (int pixel = 0; pixel < pixels; pixel++) {
          for (int k = 0; k < filters; k++) {
            frame[(pixel * depth + tap) * filters + k] = inside ? dy[pixel * filters + k] : 0;
          }
        }
      }
      taps.put(source * frame.length, frame, frame.length);
      gradient.get((clip * times + source) * dy.length, dy, dy.length);
      for (int k = 0; k < dy.length; k++) {
        bias[k % filters] += dy[k];
      }
    }
  }
}
