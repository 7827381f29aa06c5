package io.framecast.layers;

import io.framecast.layers.ParameterLayout.Parameter;
import io.framecast.layers.ParameterLayout.Role;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Normalises {@code [batch, time, height, width, channels]} per channel, as Keras' {@code
 * BatchNormalization()} does (Ioffe and Szegedy 2015, arXiv 1502.03167). Training uses the mean and
 * variance of the batch, inference uses their running means.
 *
 * <p>The parameters are {@code gamma}, {@code beta}, {@code mean} and {@code var}, all {@code
 * [channels]}. As in DL4J's own layer, {@code mean} and {@code var} are not trained but saved with
 * the others.
 */
public final class BatchNormalization5D extends ClipLayer {
  private static final long serialVersionUID = 1L;

  /** The parameter key of the scale. */
  public static final String GAMMA = "gamma";

  /** The parameter key of the shift. */
  public static final String BETA = "beta";

  /** The parameter key of the running mean. */
  public static final String MEAN = "mean";

  /** The parameter key of the running variance. */
  public static final String VARIANCE = "var";

  @JsonProperty private double epsilon;
  @JsonProperty private double momentum;

  @SuppressWarnings("unused") // Jackson calls it to read JSON
  private BatchNormalization5D() {}

  private BatchNormalization5D(Builder builder) {
    super(builder);
    nOut = nIn;
    epsilon = builder.epsilon;
    momentum = builder.momentum;
    initializeConstraints(builder);
  }

  @Override
  List<Parameter> parameters() {
    return Stream.of(GAMMA, BETA, MEAN, VARIANCE)
        .map(key -> new Parameter(key, Role.OTHER, nIn))
        .toList();
  }

  @Override
  void initialize(Function<String, INDArray> parameters) {
    parameters.apply(GAMMA).assign(1);
    parameters.apply(VARIANCE).assign(1);
  }

  static boolean isStatistic(String key) {
    return key.equals(MEAN) || key.equals(VARIANCE);
  }

  double epsilon() {
    return epsilon;
  }

  double momentum() {
    return momentum;
  }

  @Override
  boolean isChannelPreserving() {
    return true;
  }

  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    return isStatistic(paramName) ? new NoOp() : super.getUpdaterByParam(paramName);
  }

  @Override
  RuntimeLayer<?> createRuntimeLayer(NeuralNetConfiguration conf, DataType dataType) {
    Ndhwc.requirePositive(displayName(), "channels (nIn)", nIn);
    return new BatchNormalization5DLayer(conf, dataType);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof BatchNormalization5D that
        && epsilon == that.epsilon
        && momentum == that.momentum;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Double.hashCode(epsilon + momentum);
  }

  /** Builds a {@link BatchNormalization5D}; the input type sets nIn. */
  @SuppressWarnings("unchecked") // DL4J declares <E extends Layer> E build()
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private double epsilon = 1e-3;
    private double momentum = 0.99;

    /** Sets the value added to the variance before its square root; the default is 1e-3 (Keras). */
    public Builder epsilon(double value) {
      epsilon = value;
      return this;
    }

    /** Sets the decay of the running means; the default is 0.99. */
    public Builder momentum(double value) {
      momentum = value;
      return this;
    }

    @Override
    public BatchNormalization5D build() {
      return new BatchNormalization5D(this);
    }
  }
}
