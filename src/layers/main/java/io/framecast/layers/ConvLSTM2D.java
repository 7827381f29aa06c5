package io.framecast.layers;

import io.framecast.layers.ParameterLayout.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configures a convolutional LSTM over clips {@code [batch, time, height, width, nIn]}. Its output
 * is every hidden state, {@code [batch, time, height, width, nOut]}. It equals Keras' {@code
 * ConvLSTM2D(padding='same', return_sequences=True)} (keras/layers/convolutional_recurrent.py of
 * 2.1.0), which is equation 3 of Shi et al. 2015, arXiv 1506.04214, without the peephole terms
 * unless {@link Builder#peepholes} adds them. Height, width and number of frames are free and may
 * change between calls, but for {@linkplain Peepholes#MAP maps}.
 *
 * <p>The parameters have Keras' layout, with gates in the order i, f, c, o: {@code W} {@code
 * [kernelHeight, kernelWidth, nIn, 4 * nOut]} (glorot uniform), {@code RW} {@code [kernelHeight,
 * kernelWidth, nOut, 4 * nOut]} (orthogonal) and {@code b} {@code [4 * nOut]} (zero, the forget
 * gate one). Peepholes are {@code P} {@code [3, nOut]} or {@code [3, height, width, nOut]} (zero),
 * of the gates i, f and o.
 *
 * <p>With {@link Builder#forecast} it is a layer of an encoding-forecasting network (Shi et al.
 * 2015, figure 3): the last frames of each clip are computed by a second cell of the same sizes,
 * with parameters of its own ({@code FW}, {@code FRW}, {@code Fb}, {@code FP}), whose h and c begin
 * as those after the frames before. The gradient flows through both.
 */
public final class ConvLSTM2D extends ClipLayer {
  private static final long serialVersionUID = 1L;

  /** The parameter key of the input kernel. */
  public static final String INPUT_KERNEL = "W";

  /** The parameter key of the recurrent kernel. */
  public static final String RECURRENT_KERNEL = "RW";

  /** The parameter key of the bias. */
  public static final String BIAS = "b";

  /** The parameter key of the peephole weights. */
  public static final String PEEPHOLES = "P";

  /** Begins the keys of the parameters of a forecaster, as in {@code FRW}. */
  public static final String FORECASTER = "F";

  @JsonProperty private int kernelHeight;
  @JsonProperty private int kernelWidth;
  @JsonProperty private CellActivation gateActivation = CellActivation.SIGMOID;
  @JsonProperty private CellActivation cellActivation = CellActivation.TANH;
  @JsonProperty private Peepholes peepholes = Peepholes.NONE;
  @JsonProperty private int mapHeight;
  @JsonProperty private int mapWidth;
  @JsonProperty private boolean stateful;
  @JsonProperty private int forecastFrames;
  @JsonProperty private boolean forecastFed;

  @SuppressWarnings("unused") // Jackson calls it to read JSON
  private ConvLSTM2D() {}

  private ConvLSTM2D(Builder builder) {
    super(builder);
    kernelHeight = builder.kernelHeight;
    kernelWidth = builder.kernelWidth;
    gateActivation = builder.gateActivation;
    cellActivation = builder.cellActivation;
    peepholes = builder.peepholes;
    mapHeight = builder.mapHeight;
    mapWidth = builder.mapWidth;
    stateful = builder.stateful;
    forecastFrames = builder.forecastFrames;
    forecastFed = builder.forecastFed;
    initializeConstraints(builder);
  }

  int kernelHeight() {
    return kernelHeight;
  }

  int kernelWidth() {
    return kernelWidth;
  }

  CellActivation gateActivation() {
    return gateActivation;
  }

  CellActivation cellActivation() {
    return cellActivation;
  }

  Peepholes peepholes() {
    return peepholes;
  }

  int mapHeight() {
    return mapHeight;
  }

  int mapWidth() {
    return mapWidth;
  }

  /** Throws for frames of another size than the peephole maps have. */
  void requireMapSize(long height, long width) {
    if (peepholes == Peepholes.MAP && (height != mapHeight || width != mapWidth)) {
      throw new DL4JInvalidInputException(
          String.format(
              Locale.ROOT,
              "%s: expected frames of %dx%d, the size of its peephole maps, found %dx%d",
              displayName(),
              mapHeight,
              mapWidth,
              height,
              width));
    }
  }

  boolean isStateful() {
    return stateful;
  }

  /** Returns how many frames of each clip are the forecaster's; 0 without one. */
  int forecastFrames() {
    return forecastFrames;
  }

  /** Returns whether the forecaster reads its frames, or none. */
  boolean isForecastFed() {
    return forecastFed;
  }

  @Override
  List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(CellParameters.ofEncoder(this).list());
    if (forecastFrames > 0) {
      all.addAll(CellParameters.ofForecaster(this).list());
    }
    return all;
  }

  @Override
  void initialize(Function<String, INDArray> parameters) {
    CellParameters.ofEncoder(this).initialize(parameters);
    if (forecastFrames > 0) {
      CellParameters.ofForecaster(this).initialize(parameters);
    }
  }

  @Override
  RuntimeLayer<?> createRuntimeLayer(NeuralNetConfiguration conf, DataType dataType) {
    Ndhwc.requirePositive(displayName(), "input channels", nIn);
    return new ConvLSTM2DLayer(conf, dataType);
  }

  @Override
  long workingElements(InputType input, InputType output) {
    return input.arrayElementsPerExample() + 6 * output.arrayElementsPerExample();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof ConvLSTM2D that
        && kernelHeight == that.kernelHeight
        && kernelWidth == that.kernelWidth
        && gateActivation == that.gateActivation
        && cellActivation == that.cellActivation
        && peepholes == that.peepholes
        && mapHeight == that.mapHeight
        && mapWidth == that.mapWidth
        && stateful == that.stateful
        && forecastFrames == that.forecastFrames
        && forecastFed == that.forecastFed;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + kernelHeight * 31 + kernelWidth;
  }

  /** Builds a {@link ConvLSTM2D}; nOut is the number of filters. */
  @SuppressWarnings("unchecked") // DL4J declares <E extends Layer> E build()
  public static final class Builder extends FeedForwardLayer.Builder<Builder> {
    private int kernelHeight = 3;
    private int kernelWidth = 3;
    private CellActivation gateActivation = CellActivation.SIGMOID;
    private CellActivation cellActivation = CellActivation.TANH;
    private Peepholes peepholes = Peepholes.NONE;
    private int mapHeight;
    private int mapWidth;
    private boolean stateful;
    private int forecastFrames;
    private boolean forecastFed;

    /** Sets a square kernel of this odd size; the default is 3. */
    public Builder kernelSize(int size) {
      return kernelSize(size, size);
    }

    /** Sets a kernel of this odd height and odd width. */
    public Builder kernelSize(int height, int width) {
      kernelHeight = height;
      kernelWidth = width;
      return this;
    }

    /** Sets the activation of the gates; the default is {@link CellActivation#SIGMOID}. */
    public Builder gateActivation(CellActivation activation) {
      gateActivation = activation;
      return this;
    }

    /**
     * Sets the activation of the candidate and of the cell state, Keras' {@code activation}; the
     * default is {@link CellActivation#TANH}.
     */
    public Builder cellActivation(CellActivation activation) {
      cellActivation = activation;
      return this;
    }

    /** Adds peepholes with one weight for each channel. */
    public Builder peepholes() {
      peepholes = Peepholes.CHANNEL;
      return this;
    }

    /** Adds peepholes with one weight for each pixel of frames of this size, and channel. */
    public Builder peepholes(int height, int width) {
      peepholes = Peepholes.MAP;
      mapHeight = height;
      mapWidth = width;
      return this;
    }

    /**
     * Sets whether the layer is stateful, as Keras' {@code stateful=True}: the last h and c of a
     * fit or output call are the initial state of the next one. {@code rnnClearPreviousState()}
     * clears them. No gradient flows through them.
     */
    public Builder stateful(boolean value) {
      stateful = value;
      return this;
    }

    /**
     * Adds a forecaster that computes the last frames of each clip.
     *
     * @param frames how many; 0 is no forecaster
     * @param fed whether it reads these frames of its input: those of the forecaster's layer below.
     *     The lowest layer of a forecaster reads none
     */
    public Builder forecast(int frames, boolean fed) {
      forecastFrames = frames;
      forecastFed = fed;
      return this;
    }

    @Override
    public ConvLSTM2D build() {
      String name = "ConvLSTM2D \"" + getLayerName() + "\"";
      Ndhwc.requirePositive(name, "filters (nOut)", getNOut());
      Ndhwc.requireOdd(name, "kernel height", kernelHeight);
      Ndhwc.requireOdd(name, "kernel width", kernelWidth);
      if (peepholes == Peepholes.MAP) {
        Ndhwc.requirePositive(name, "rows of peephole maps", mapHeight);
        Ndhwc.requirePositive(name, "columns of peephole maps", mapWidth);
      }
      return new ConvLSTM2D(this);
    }
  }
}
