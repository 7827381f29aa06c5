package io.framecast.layers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, arXiv 1502.03167) of {@code [batch, time, height,
 * width, channels]}, per channel: Keras' {@code BatchNormalization()}. In training by the batch's
 * mean and variance, otherwise by their running means. Parameters {@code gamma}, {@code beta}, and,
 * untrained but saved with them as in DL4J's own layer, {@code mean} and {@code var}, all {@code
 * [channels]}.
 */
public final class BatchNormalization5D extends ClipLayer {
  private static final long serialVersionUID = 1L;

  /** Parameter key of the scale. */
  public static final String GAMMA = "gamma";

  /** Parameter key of the shift. */
  public static final String BETA = "beta";

  /** Parameter key of the running mean. */
  public static final String MEAN = "mean";

  /** Parameter key of the running variance. */
  public static final String VARIANCE = "var";

  private static final ParamInitializer PARAMETERS =
      new ParameterLayout(
          layer -> shapes(((BatchNormalization5D) layer).nIn),
          List.of(),
          List.of(),
          (layer, parameters) -> {
            parameters.apply(GAMMA).assign(1);
            parameters.apply(VARIANCE).assign(1);
          });

  @JsonProperty private double epsilon;
  @JsonProperty private double momentum;

  @SuppressWarnings("unused") // for the reader of JSON
  private BatchNormalization5D() {}

  private BatchNormalization5D(Builder builder) {
    super(builder);
    nOut = nIn;
    epsilon = builder.epsilon;
    momentum = builder.momentum;
    initializeConstraints(builder);
  }

  private static Map<String, long[]> shapes(long channels) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String key : List.of(GAMMA, BETA, MEAN, VARIANCE)) {
      shapes.put(key, new long[] {channels});
    }
    return shapes;
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
  boolean keepsChannels() {
    return true;
  }

  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    return isStatistic(paramName) ? new NoOp() : super.getUpdaterByParam(paramName);
  }

  @Override
  RuntimeLayer<?> running(NeuralNetConfiguration conf, DataType dataType) {
    Ndhwc.positive(sentenceName(), "channels (nIn)", nIn);
    return new BatchNormalization5DLayer(conf, dataType);
  }

  @Override
  public ParamInitializer initializer() {
    return PARAMETERS;
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

  /** Settings of a {@link BatchNormalization5D}; nIn follows from the input type. */
  @SuppressWarnings("unchecked") // DL4J declares <E extends Layer> E build()
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private double epsilon = 1e-3;
    private double momentum = 0.99;

    /** Added to the variance before its root; 1e-3 where nothing is said, as in Keras. */
    public Builder epsilon(double value) {
      epsilon = value;
      return this;
    }

    /** How much of the running means is kept at each step; 0.99 where nothing is said. */
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
