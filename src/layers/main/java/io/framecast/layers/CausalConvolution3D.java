package io.framecast.layers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A linear convolution of {@code [batch, time, height, width, nIn]} over time and space, 'same' in
 * space, stride 1, whose output at frame t sees frames t - depth + 1 to t: a forecast, not a copy.
 * Frames before the first are zero. With {@link Builder#lookAhead} the taps are t - depth/2 to t +
 * depth/2 instead, which is Keras' {@code Conv3D(padding='same')}. Depth and kernel 1 make it a
 * linear map of each pixel's channels.
 *
 * <p>Parameters, as Keras stores them: {@code W} {@code [depth, kernelHeight, kernelWidth, nIn,
 * nOut]} (glorot uniform) and {@code b} {@code [nOut]} (biasInit).
 */
public final class CausalConvolution3D extends ClipLayer {
  private static final long serialVersionUID = 1L;

  /** Parameter key of the kernel. */
  public static final String KERNEL = "W";

  /** Parameter key of the bias. */
  public static final String BIAS = "b";

  private static final ParamInitializer PARAMETERS =
      new ParameterLayout(
          layer -> ((CausalConvolution3D) layer).shapes(),
          List.of(KERNEL),
          List.of(BIAS),
          (layer, parameters) -> {
            FirstWeights.glorotUniform(parameters.apply(KERNEL));
            parameters.apply(BIAS).assign(((CausalConvolution3D) layer).getBiasInit());
          });

  @JsonProperty private int depth;
  @JsonProperty private int kernelHeight;
  @JsonProperty private int kernelWidth;
  @JsonProperty private boolean lookAhead;

  @SuppressWarnings("unused") // for the reader of JSON
  private CausalConvolution3D() {}

  private CausalConvolution3D(Builder builder) {
    super(builder);
    depth = builder.depth;
    kernelHeight = builder.kernelHeight;
    kernelWidth = builder.kernelWidth;
    lookAhead = builder.lookAhead;
    initializeConstraints(builder);
  }

  private Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(KERNEL, new long[] {depth, kernelHeight, kernelWidth, nIn, nOut});
    shapes.put(BIAS, new long[] {nOut});
    return shapes;
  }

  int depth() {
    return depth;
  }

  /** How many frames before t the first tap lies. */
  int past() {
    return lookAhead ? depth / 2 : depth - 1;
  }

  int kernelHeight() {
    return kernelHeight;
  }

  int kernelWidth() {
    return kernelWidth;
  }

  @Override
  RuntimeLayer<?> running(NeuralNetConfiguration conf, DataType dataType) {
    Ndhwc.positive(sentenceName(), "input channels (nIn)", nIn);
    return new CausalConvolution3DLayer(conf, dataType);
  }

  @Override
  public ParamInitializer initializer() {
    return PARAMETERS;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof CausalConvolution3D that
        && depth == that.depth
        && kernelHeight == that.kernelHeight
        && kernelWidth == that.kernelWidth
        && lookAhead == that.lookAhead;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + (depth * 31 + kernelHeight) * 31 + kernelWidth;
  }

  /** Settings of a {@link CausalConvolution3D}; nOut is the number of filters. */
  @SuppressWarnings("unchecked") // DL4J declares <E extends Layer> E build()
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private int depth = 1;
    private int kernelHeight = 1;
    private int kernelWidth = 1;
    private boolean lookAhead;

    /** Frames that an output sees; 1 where nothing is said. */
    public Builder depth(int frames) {
      depth = frames;
      return this;
    }

    /** A square kernel of this odd size; 1 where nothing is said. */
    public Builder kernelSize(int size) {
      return kernelSize(size, size);
    }

    /** A kernel of this odd height and odd width. */
    public Builder kernelSize(int height, int width) {
      kernelHeight = height;
      kernelWidth = width;
      return this;
    }

    /** Centres the taps on t, so that an output sees frames that are still to come. */
    public Builder lookAhead(boolean centred) {
      lookAhead = centred;
      return this;
    }

    @Override
    public CausalConvolution3D build() {
      String name = "CausalConvolution3D \"" + getLayerName() + "\"";
      Ndhwc.positive(name, "filters (nOut)", getNOut());
      Ndhwc.positive(name, "depth", depth);
      Ndhwc.odd(name, "kernel height", kernelHeight);
      Ndhwc.odd(name, "kernel width", kernelWidth);
      if (lookAhead) {
        Ndhwc.odd(name, "depth where taps are centred", depth);
      }
      return new CausalConvolution3D(this);
    }
  }
}
