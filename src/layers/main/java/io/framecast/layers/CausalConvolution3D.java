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
 * Convolves {@code [batch, time, height, width, nIn]} linearly over time and space, with 'same'
 * padding in space and stride 1. The output at frame t depends on frames t - depth + 1 to t, so the
 * network predicts and cannot copy. Frames before the first are zero. With {@link
 * Builder#lookAhead} the taps are t - depth/2 to t + depth/2 instead, as in Keras' {@code
 * Conv3D(padding='same')}. With depth 1 and kernel 1 the layer is a linear map of each pixel's
 * channels.
 *
 * <p>The parameters have Keras' layout: {@code W} {@code [depth, kernelHeight, kernelWidth, nIn,
 * nOut]} (glorot uniform) and {@code b} {@code [nOut]} (biasInit).
 */
public final class CausalConvolution3D extends ClipLayer {
  private static final long serialVersionUID = 1L;

  /** The parameter key of the kernel. */
  public static final String KERNEL = "W";

  /** The parameter key of the bias. */
  public static final String BIAS = "b";

  @JsonProperty private int depth;
  @JsonProperty private int kernelHeight;
  @JsonProperty private int kernelWidth;
  @JsonProperty private boolean lookAhead;

  @SuppressWarnings("unused") // Jackson calls it to read JSON
  private CausalConvolution3D() {}

  private CausalConvolution3D(Builder builder) {
    super(builder);
    depth = builder.depth;
    kernelHeight = builder.kernelHeight;
    kernelWidth = builder.kernelWidth;
    lookAhead = builder.lookAhead;
    initializeConstraints(builder);
  }

  @Override
  List<Parameter> parameters() {
    return List.of(
        new Parameter(KERNEL, Role.WEIGHT, depth, kernelHeight, kernelWidth, nIn, nOut),
        new Parameter(BIAS, Role.BIAS, nOut));
  }

  @Override
  void initialize(Function<String, INDArray> parameters) {
    KernelInitializers.glorotUniform(parameters.apply(KERNEL));
    parameters.apply(BIAS).assign(getBiasInit());
  }

  int depth() {
    return depth;
  }

  /** Returns how many frames before t the first tap reads. */
  int pastFrames() {
    return lookAhead ? depth / 2 : depth - 1;
  }

  int kernelHeight() {
    return kernelHeight;
  }

  int kernelWidth() {
    return kernelWidth;
  }

  @Override
  RuntimeLayer<?> createRuntimeLayer(NeuralNetConfiguration conf, DataType dataType) {
    Ndhwc.requirePositive(displayName(), "input channels (nIn)", nIn);
    return new CausalConvolution3DLayer(conf, dataType);
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

  /** Builds a {@link CausalConvolution3D}; nOut is the number of filters. */
  @SuppressWarnings("unchecked") // DL4J declares <E extends Layer> E build()
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private int depth = 1;
    private int kernelHeight = 1;
    private int kernelWidth = 1;
    private boolean lookAhead;

    /** Sets the number of frames that an output depends on; the default is 1. */
    public Builder depth(int frames) {
      depth = frames;
      return this;
    }

    /** Sets a square kernel of this odd size; the default is 1. */
    public Builder kernelSize(int size) {
      return kernelSize(size, size);
    }

    /** Sets a kernel of this odd height and odd width. */
    public Builder kernelSize(int height, int width) {
      kernelHeight = height;
      kernelWidth = width;
      return this;
    }

    /** Sets whether the taps are centred on t, so that an output depends on later frames too. */
    public Builder lookAhead(boolean centred) {
      lookAhead = centred;
      return this;
    }

    @Override
    public CausalConvolution3D build() {
      String name = "CausalConvolution3D \"" + getLayerName() + "\"";
      Ndhwc.requirePositive(name, "filters (nOut)", getNOut());
      Ndhwc.requirePositive(name, "depth", depth);
      Ndhwc.requireOdd(name, "kernel height", kernelHeight);
      Ndhwc.requireOdd(name, "kernel width", kernelWidth);
      if (lookAhead) {
        Ndhwc.requireOdd(name, "depth where taps are centred", depth);
      }
      return new CausalConvolution3D(this);
    }
  }
}
