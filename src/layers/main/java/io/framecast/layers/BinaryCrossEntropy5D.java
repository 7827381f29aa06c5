package io.framecast.layers;

import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.params.EmptyParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The last layer of a network whose pixels are probabilities: takes logits {@code [batch, time,
 * height, width, channels]}, answers their logistic function, and scores it against labels of the
 * same shape, in [0, 1], by the binary cross-entropy, the mean over a clip's values, then over the
 * batch. Computed from the logits, so that it neither overflows nor needs clipped probabilities.
 */
public final class BinaryCrossEntropy5D extends ClipLayer {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("unused") // for the reader of JSON
  private BinaryCrossEntropy5D() {}

  private BinaryCrossEntropy5D(Builder builder) {
    super(builder);
  }

  @Override
  boolean keepsChannels() {
    return true;
  }

  @Override
  RuntimeLayer<?> running(NeuralNetConfiguration conf, DataType dataType) {
    return new BinaryCrossEntropy5DLayer(conf, dataType);
  }

  @Override
  public ParamInitializer initializer() {
    return EmptyParamInitializer.getInstance();
  }

  /** A {@link BinaryCrossEntropy5D} has no settings but its name. */
  @SuppressWarnings("unchecked") // DL4J declares <E extends Layer> E build()
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    @Override
    public BinaryCrossEntropy5D build() {
      return new BinaryCrossEntropy5D(this);
    }
  }
}
