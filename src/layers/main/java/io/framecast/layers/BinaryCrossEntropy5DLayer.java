package io.framecast.layers;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Computes a {@link BinaryCrossEntropy5D}. */
final class BinaryCrossEntropy5DLayer extends RuntimeLayer<BinaryCrossEntropy5D>
    implements IOutputLayer {
  private static final long serialVersionUID = 1L;

  private transient @Nullable INDArray labels;

  BinaryCrossEntropy5DLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    INDArray logits = logits();
    INDArray out = createActivations(workspaceMgr, logits.shape());
    PixelParallel.forEach(
        List.of(logits),
        out,
        (clip, values) -> {
          double[] z = values[0];
          for (int k = 0; k < z.length; k++) {
            z[k] = 1 / (1 + Math.exp(-z[k]));
          }
        });
    return out;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      @Nullable INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    INDArray logits = logits();
    INDArray out = createActivationGradient(workspaceMgr, logits.shape());
    double perClip = (double) logits.length() / logits.size(0);
    PixelParallel.forEach(
        List.of(logits, checkedLabels(logits)),
        out,
        (clip, values) -> {
          double[] z = values[0];
          for (int k = 0; k < z.length; k++) {
            z[k] = (1 / (1 + Math.exp(-z[k])) - values[1][k]) / perClip;
          }
        });
    return new Pair<>(new DefaultGradient(), out);
  }

  @Override
  public double computeScore(
      double fullNetworkRegScore, boolean training, LayerWorkspaceMgr workspaceMgr) {
    double sum = 0;
    double[] byClip = scores();
    for (double clip : byClip) {
      sum += clip;
    }
    score = sum / byClip.length + fullNetworkRegScore;
    return score;
  }

  @Override
  public INDArray computeScoreForExamples(
      double fullNetworkRegScore, LayerWorkspaceMgr workspaceMgr) {
    INDArray scores = Nd4j.createFromArray(scores()).reshape(-1, 1).castTo(dataType);
    return workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, scores.addi(fullNetworkRegScore));
  }

  private double[] scores() {
    INDArray logits = logits();
    double[] sums = new double[(int) logits.size(0)];
    PixelParallel.forEach(
        List.of(logits, checkedLabels(logits)),
        null,
        (clip, values) -> {
          double sum = 0;
          for (int k = 0; k < values[0].length; k++) {
            double z = values[0][k];
            sum += Math.max(z, 0) - z * values[1][k] + Math.log(1 + Math.exp(-Math.abs(z)));
          }
          sums[clip] += sum;
        });
    for (int clip = 0; clip < sums.length; clip++) {
      sums[clip] /= (double) logits.length() / sums.length;
    }
    return sums;
  }

  private INDArray logits() {
    assertInputSet(false);
    return contiguousInput(input.size(input.rank() - 1));
  }

  private INDArray checkedLabels(INDArray logits) {
    if (labels == null || !Arrays.equals(labels.shape(), logits.shape())) {
      throw new DL4JInvalidInputException(
          displayName()
              + ": expected labels "
              + Arrays.toString(logits.shape())
              + ", found "
              + (labels == null ? "none" : Arrays.toString(labels.shape())));
    }
    if (maskArray != null) {
      throw new DL4JInvalidInputException(
          displayName() + ": expected no mask, found one of " + Arrays.toString(maskArray.shape()));
    }
    return Nd4jOps.contiguous(labels, dataType);
  }

  @Override
  public boolean needsLabels() {
    return true;
  }

  @Override
  public void setLabels(@Nullable INDArray labels) {
    this.labels = labels;
  }

  @Override
  public @Nullable INDArray getLabels() {
    return labels;
  }

  @Override
  public void clear() {
    super.clear();
    labels = null;
  }

  @Override
  public double calcRegularizationScore(boolean backpropParamsOnly) {
    return 0;
  }

  @Override
  public @Nullable Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState currentMaskState, int minibatchSize) {
    maskArray = mask;
    return null;
  }

  @Override
  @SuppressWarnings("deprecation") // DL4J still requires it
  public int numLabels() {
    return labels == null ? 0 : (int) labels.size(4);
  }

  @Override
  public double f1Score(DataSet data) {
    throw unsupported();
  }

  @Override
  public double f1Score(INDArray examples, INDArray labels) {
    throw unsupported();
  }

  @Override
  public void fit(DataSetIterator iter) {
    throw unsupported();
  }

  @Override
  public int[] predict(INDArray examples) {
    throw unsupported();
  }

  @Override
  public List<String> predict(DataSet dataSet) {
    throw unsupported();
  }

  @Override
  public void fit(INDArray examples, INDArray labels) {
    throw unsupported();
  }

  @Override
  public void fit(DataSet data) {
    throw unsupported();
  }

  @Override
  public void fit(INDArray examples, int[] labels) {
    throw unsupported();
  }

  private UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException(
        displayName() + " is no classifier; call fit, score or output of its network instead");
  }
}
