package io.framecast.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A running {@link CausalConvolution3D}. One 2-D convolution over all frames of a clip computes
 * what every frame gives to each tap, {@code [time, height, width, depth * filters]}; the taps are
 * then added up along time. The clip itself is never copied.
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
    INDArray out = activations(workspaceMgr, shape);
    INDArray kernel =
        stacked(getParamWithNoise(CausalConvolution3D.KERNEL, training, workspaceMgr));
    double[] bias = Values.of(getParamWithNoise(CausalConvolution3D.BIAS, training, workspaceMgr));
    Values to = new Values(out);
    Workers.each(
        (int) x.size(0),
        clip -> {
          INDArray taps = taps(x);
          Nd4j.exec(
              Native.convolution(
                  layerConf().kernelHeight(),
                  layerConf().kernelWidth(),
                  x.slice(clip),
                  kernel,
                  null,
                  taps));
          addTaps(new Values(taps), to, clip, x, bias);
          taps.close();
        });
    kernel.close();
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray x = contiguousInput(layerConf().getNIn());
    INDArray xGradient = activationGradient(workspaceMgr, x.shape());
    INDArray kernel = stacked(getParamWithNoise(CausalConvolution3D.KERNEL, true, workspaceMgr));
    Values from = new Values(Native.contiguous(epsilon, dataType));
    int clips = (int) x.size(0);
    double[][] kernelGradients = new double[clips][];
    double[][] biasGradients = new double[clips][(int) layerConf().getNOut()];
    Workers.each(
        clips,
        clip -> {
          INDArray taps = taps(x);
          spreadTaps(from, new Values(taps), clip, x, biasGradients[clip]);
          INDArray kernelGradient = Native.zeros(dataType, kernel.shape());
          Nd4j.exec(
              Native.convolutionGradient(
                  layerConf().kernelHeight(),
                  layerConf().kernelWidth(),
                  x.slice(clip),
                  kernel,
                  taps,
                  xGradient.slice(clip),
                  kernelGradient));
          kernelGradients[clip] = Values.of(kernelGradient);
          kernelGradient.close();
          taps.close();
        });
    kernel.close();
    double[] sum = PixelRows.sum(kernelGradients);
    double[] unstacked = new double[sum.length];
    for (int k = 0; k < sum.length; k++) {
      unstacked[unstackedIndex(k)] = sum[k];
    }
    new Values(gradientView(CausalConvolution3D.KERNEL)).put(0, unstacked, sum.length);
    double[] biasGradient = PixelRows.sum(biasGradients);
    new Values(gradientView(CausalConvolution3D.BIAS)).put(0, biasGradient, biasGradient.length);
    weightNoiseParams.clear();
    return new Pair<>(filledGradients(), backpropDropOutIfPresent(xGradient));
  }

  /** An empty {@code [time, height, width, depth * filters]}. */
  private INDArray taps(INDArray x) {
    long channels = layerConf().depth() * layerConf().getNOut();
    return Native.zeros(dataType, x.size(1), x.size(2), x.size(3), channels);
  }

  /**
   * The kernel as {@code [kernelHeight, kernelWidth, nIn, depth * filters]}; the caller closes it.
   */
  private INDArray stacked(INDArray kernel) {
    double[] values = Values.of(kernel);
    double[] stacked = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      stacked[k] = values[unstackedIndex(k)];
    }
    INDArray array =
        Native.zeros(
            dataType,
            layerConf().kernelHeight(),
            layerConf().kernelWidth(),
            layerConf().getNIn(),
            layerConf().depth() * layerConf().getNOut());
    new Values(array).put(0, stacked, stacked.length);
    return array;
  }

  /**
   * Where in {@code [depth, rest, filters]} stands what stands here in {@code [rest, depth,
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

  private void addTaps(Values taps, Values out, int clip, INDArray x, double[] bias) {
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
        int source = t + tap - layerConf().past();
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

  /** The transpose of {@link #addTaps}. */
  private void spreadTaps(Values gradient, Values taps, int clip, INDArray x, double[] bias) {
    int times = (int) x.size(1);
    int pixels = (int) (x.size(2) * x.size(3));
    int filters = bias.length;
    int depth = layerConf().depth();
    double[] frame = new double[pixels * depth * filters];
    double[] dy = new double[pixels * filters];
    for (int source = 0; source < times; source++) {
      for (int tap = 0; tap < depth; tap++) {
        int t = source - tap + layerConf().past();
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
