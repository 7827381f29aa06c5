package io.framecast.layers;

import io.framecast.layers.ParameterLayout.Parameter;
import io.framecast.layers.ParameterLayout.Role;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Normalises the channels of each pixel of {@code [batch, time, height, width, channels]}, as
 * Keras' {@code LayerNormalization(axis=-1)} does (Ba et al. 2016, arXiv 1607.06450). The
 * parameters are {@code gamma} (initially one) and {@code beta} (zero), {@code [channels]}.
 */
public final class LayerNormalization5D extends ClipLayer {
  private static final long serialVersionUID = 1L;

  /** The parameter key of the scale. */
  public static final String GAMMA = "gamma";

  /** The parameter key of the shift. */
  public static final String BETA = "beta";

  @JsonProperty private double epsilon;

  @SuppressWarnings("unused") // Jackson calls it to read JSON
  private LayerNormalization5D() {}

  private LayerNormalization5D(Builder builder) {
    super(builder);
    nOut = nIn;
    epsilon = builder.epsilon;
    initializeConstraints(builder);
  }

  @Override
  List<Parameter> parameters() {
    return List.of(new Parameter(GAMMA, Role.OTHER, nIn), new Parameter(BETA, Role.OTHER, nIn));
  }

  @Override
  void initialize(Function<String, INDArray> parameters) {
    parameters.apply(GAMMA).assign(1);
  }

  double epsilon() {
    return epsilon;
  }

  @Override
  boolean isChannelPreserving() {
    return true;
  }

  @Override
  RuntimeLayer<?> createRuntimeLayer(NeuralNetConfiguration conf, DataType dataType) {
    Ndhwc.requirePositive(displayName(), "channels (nIn)", nIn);
    return new LayerNormalization5DLayer(conf, dataType);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof LayerNormalization5D that
        && epsilon == that.epsilon;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Double.hashCode(epsilon);
  }

  /** Builds a {@link LayerNormalization5D}; the input type sets nIn. */
  @SuppressWarnings("unchecked") // DL4J declares <E extends Layer> E build()
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private double epsilon = 1e-3;

    /** Sets the value added to the variance before its square root; the default is 1e-3 (Keras). */
    public Builder epsilon(double value) {
      epsilon = value;
      return this;
    }

    @Override
    public LayerNormalization5D build() {
      return new LayerNormalization5D(this);
    }
  }
}
