package io.framecast.layers;

import io.framecast.layers.ParameterLayout.Parameter;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.params.EmptyParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes probabilities and the binary cross-entropy loss, as the last layer of a network. The
 * input is logits {@code [batch, time, height, width, channels]}, the output is their logistic
 * function. Labels have the same shape and lie in [0, 1]. The score is the mean over the values of
 * a clip, then over the batch. It is computed from the logits, so it does not overflow and clips no
 * probability.
 */
public final class BinaryCrossEntropy5D extends ClipLayer {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("unused") // Jackson calls it to read JSON
  private BinaryCrossEntropy5D() {}

  private BinaryCrossEntropy5D(Builder builder) {
    super(builder);
  }

  @Override
  boolean isChannelPreserving() {
    return true;
  }

  @Override
  RuntimeLayer<?> createRuntimeLayer(NeuralNetConfiguration conf, DataType dataType) {
    return new BinaryCrossEntropy5DLayer(conf, dataType);
  }

  @Override
  List<Parameter> parameters() {
    return List.of();
  }

  @Override
  void initialize(Function<String, INDArray> parameters) {
    // there are none
  }

  @Override
  public ParamInitializer initializer() {
    return EmptyParamInitializer.getInstance();
  }

  /** Builds a {@link BinaryCrossEntropy5D}, which has no settings except its name. */
  @SuppressWarnings("unchecked") // DL4J declares <E extends Layer> E build()
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    @Override
    public BinaryCrossEntropy5D build() {
      return new BinaryCrossEntropy5D(this);
    }
  }
}
