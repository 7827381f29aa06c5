package io.framecast.layers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a {@link ConvLSTM2D}: {@code (ConvLSTM2DLayer) network.getLayer("name")}. In addition to
 * the methods of DL4J's recurrent layers it can clear the state of single clips of a batch.
 */
public final class ConvLSTM2DLayer extends RuntimeLayer<ConvLSTM2D> implements RecurrentLayer {
  private static final long serialVersionUID = 1L;

  /** The key of the carried hidden state, {@code [batch, height, width, nOut]}. */
  public static final String HIDDEN = "h";

  /** The key of the carried cell state, {@code [batch, height, width, nOut]}. */
  public static final String CELL = "c";

  private final transient CachedPass encoder = new CachedPass();
  private final transient CachedPass forecaster = new CachedPass();
  private transient boolean hasForwardPass;
  private transient @Nullable CarriedState carriedState;
  private transient @Nullable CarriedState tbpttState;

  ConvLSTM2DLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    if (!layerConf().isStateful()) {
      return forward(null, training, workspaceMgr);
    }
    carriedState = requireMatching(carriedState);
    return forward(carriedState, training, workspaceMgr);
  }

  @Override
  public INDArray rnnTimeStep(INDArray clip, LayerWorkspaceMgr workspaceMgr) {
    setInput(clip, workspaceMgr);
    carriedState = requireMatching(carriedState);
    return forward(carriedState, false, workspaceMgr);
  }

  @Override
  public INDArray rnnActivateUsingStoredState(
      INDArray clip, boolean training, boolean storeLast, LayerWorkspaceMgr workspaceMgr) {
    setInput(clip, workspaceMgr);
    CarriedState state = copy(requireMatching(carriedState));
    INDArray hidden = forward(state, training, workspaceMgr);
    if (storeLast) {
      tbpttState = state;
    }
    return hidden;
  }

  private INDArray forward(
      @Nullable CarriedState state, boolean training, LayerWorkspaceMgr workspaces) {
    applyDropOutIfNecessary(training, workspaces);
    INDArray x = contiguousInput(layerConf().getNIn());
    ConvLstmShape sizes = shape();
    INDArray hidden =
        createActivations(
            workspaces,
            sizes.clips(),
            sizes.clipTimes(),
            sizes.height(),
            sizes.width(),
            sizes.filters());
    Function<String, INDArray> parameter = key -> getParamWithNoise(key, training, workspaces);
    ConvLstmPass pass = encoder.of(sizes, dataType, training);
    if (layerConf().forecastFrames() == 0) {
      pass.forward(CellParameters.ofEncoder(layerConf()).of(parameter), x, hidden, state, training);
    } else {
      CarriedState last = state == null ? CarriedState.zero(dataType, sizes) : state;
      pass.forward(CellParameters.ofEncoder(layerConf()).of(parameter), x, hidden, last, training);
      try (CarriedState forecast = copy(last)) { // what is carried on is the encoder's
        forecaster
            .of(ConvLstmShape.ofForecaster(layerConf(), input), dataType, training)
            .forward(
                CellParameters.ofForecaster(layerConf()).of(parameter),
                x,
                hidden,
                forecast,
                training);
      }
    }
    hasForwardPass = training;
    return hidden;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    if (!hasForwardPass) {
      throw new IllegalStateException(
          displayName() + ": the backward pass needs a forward pass in training before it");
    }
    assertInputSet(true);
    Ndhwc.requireShape(displayName(), epsilon, layerConf().getNOut());
    INDArray xGradient = createActivationGradient(workspaceMgr, input.shape());
    INDArray hiddenGradient = Nd4jOps.contiguous(epsilon, dataType);
    ConvLstmPass.Parameters gradients =
        CellParameters.ofEncoder(layerConf()).of(this::gradientView);
    if (layerConf().forecastFrames() == 0) {
      encoder.last().backward(hiddenGradient, xGradient, gradients, null);
    } else {
      if (!layerConf().isForecastFed()) {
        xGradient.assign(0); // nothing reads the forecaster's frames
      }
      try (CarriedState state = CarriedState.zero(dataType, shape())) {
        forecaster
            .last()
            .backward(
                hiddenGradient,
                xGradient,
                CellParameters.ofForecaster(layerConf()).of(this::gradientView),
                state);
        encoder.last().backward(hiddenGradient, xGradient, gradients, state);
      }
    }
    hasForwardPass = false; // the gradients have overwritten the gates
    weightNoiseParams.clear();
    return new Pair<>(gradients(), backpropDropOutIfPresent(xGradient));
  }

  @Override
  public Pair<Gradient, INDArray> tbpttBackpropGradient(
      INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
    return backpropGradient(epsilon, workspaceMgr);
  }

  private ConvLstmShape shape() {
    Ndhwc.requireShape(displayName(), input, layerConf().getNIn());
    int frames = layerConf().forecastFrames();
    if (input.size(1) <= frames) {
      throw new DL4JInvalidInputException(
          displayName()
              + ": expected clips of more than the "
              + frames
              + " frames of the forecast, found "
              + input.size(1));
    }
    ConvLstmShape sizes = ConvLstmShape.ofEncoder(layerConf(), input);
    layerConf().requireMapSize(sizes.height(), sizes.width());
    return sizes;
  }

  /** Returns the state, or a zero state for null; refuses a state of another shape. */
  private CarriedState requireMatching(@Nullable CarriedState state) {
    ConvLstmShape sizes = shape();
    if (state == null) {
      return CarriedState.zero(dataType, sizes);
    }
    long[] expected = sizes.stateShape();
    if (!Arrays.equals(expected, state.hidden().shape())) {
      throw new DL4JInvalidInputException(
          displayName()
              + ": expected a carried state of "
              + Arrays.toString(expected)
              + " for this input, found "
              + Arrays.toString(state.hidden().shape())
              + "; clear it before the batch or the frame changes size");
    }
    return state;
  }

  private CarriedState copy(CarriedState state) {
    return new CarriedState(
        Nd4jOps.outsideWorkspaces(() -> state.hidden().castTo(dataType).dup('c')),
        Nd4jOps.outsideWorkspaces(() -> state.cell().castTo(dataType).dup('c')));
  }

  /** Sets the carried state of one clip of the batch to zero, if there is a carried state. */
  public void clearCarriedState(int clip) {
    if (carriedState != null) {
      carriedState.hidden().slice(clip).assign(0);
      carriedState.cell().slice(clip).assign(0);
    }
  }

  /** Returns copies of the carried state under {@link #HIDDEN} and {@link #CELL}, or no entries. */
  @Override
  public Map<String, INDArray> rnnGetPreviousState() {
    return toMap(carriedState);
  }

  @Override
  public void rnnSetPreviousState(Map<String, INDArray> stateMap) {
    carriedState = fromMap(stateMap);
  }

  @Override
  public void rnnClearPreviousState() {
    carriedState = null;
    tbpttState = null;
  }

  @Override
  public Map<String, INDArray> rnnGetTBPTTState() {
    return toMap(tbpttState);
  }

  @Override
  public void rnnSetTBPTTState(Map<String, INDArray> state) {
    tbpttState = fromMap(state);
  }

  private Map<String, INDArray> toMap(@Nullable CarriedState state) {
    Map<String, INDArray> map = new HashMap<>();
    if (state != null) {
      CarriedState copy = copy(state);
      map.put(HIDDEN, copy.hidden());
      map.put(CELL, copy.cell());
    }
    return map;
  }

  private @Nullable CarriedState fromMap(Map<String, INDArray> map) {
    INDArray hidden = map.get(HIDDEN);
    INDArray cell = map.get(CELL);
    if (map.isEmpty()) {
      return null;
    }
    if (hidden == null || cell == null || !Arrays.equals(hidden.shape(), cell.shape())) {
      throw new IllegalArgumentException(
          displayName() + ": expected a state of h and c of one shape, found " + map.keySet());
    }
    return copy(new CarriedState(hidden, cell));
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState currentMaskState, int minibatchSize) {
    return new Pair<>(mask, MaskState.Passthrough);
  }

  @Override
  public Type type() {
    return Type.RECURRENT;
  }

  @Override
  public void close() {
    encoder.close();
    forecaster.close();
  }
}
