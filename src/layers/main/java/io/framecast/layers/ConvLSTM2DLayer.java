package io.framecast.layers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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
 * A running {@link ConvLSTM2D}: {@code (ConvLSTM2DLayer) network.getLayer("name")}. Beside what
 * DL4J asks of a recurrent layer it gives and takes the carried state of single clips of a batch.
 */
public final class ConvLSTM2DLayer extends RuntimeLayer<ConvLSTM2D> implements RecurrentLayer {
  private static final long serialVersionUID = 1L;

  /** Key of the carried hidden state, {@code [batch, height, width, nOut]}. */
  public static final String HIDDEN = "h";

  /** Key of the carried cell state, {@code [batch, height, width, nOut]}. */
  public static final String CELL = "c";

  private transient @Nullable Recurrence recurrence;
  private transient @Nullable Geometry prepared;
  private transient boolean preparedToKeep;
  private transient boolean kept;
  private transient @Nullable CarriedState carried;
  private transient @Nullable CarriedState truncated;

  ConvLSTM2DLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    if (!layerConf().stateful()) {
      return run(null, training, workspaceMgr);
    }
    carried = matching(carried);
    return run(carried, training, workspaceMgr);
  }

  @Override
  public INDArray rnnTimeStep(INDArray clip, LayerWorkspaceMgr workspaceMgr) {
    setInput(clip, workspaceMgr);
    carried = matching(carried);
    return run(carried, false, workspaceMgr);
  }

  @Override
  public INDArray rnnActivateUsingStoredState(
      INDArray clip, boolean training, boolean storeLast, LayerWorkspaceMgr workspaceMgr) {
    setInput(clip, workspaceMgr);
    CarriedState state = copy(matching(carried));
    INDArray hidden = run(state, training, workspaceMgr);
    if (storeLast) {
      truncated = state;
    }
    return hidden;
  }

  private INDArray run(
      @Nullable CarriedState state, boolean training, LayerWorkspaceMgr workspaces) {
    applyDropOutIfNecessary(training, workspaces);
    INDArray x = contiguousInput(layerConf().getNIn());
    Geometry sizes = geometry();
    INDArray hidden =
        activations(
            workspaces,
            sizes.clips(),
            sizes.times(),
            sizes.height(),
            sizes.width(),
            sizes.filters());
    Recurrence.Kernels kernels =
        new Recurrence.Kernels(
            getParamWithNoise(ConvLSTM2D.INPUT_KERNEL, training, workspaces),
            getParamWithNoise(ConvLSTM2D.RECURRENT_KERNEL, training, workspaces),
            getParamWithNoise(ConvLSTM2D.BIAS, training, workspaces));
    prepare(sizes, training).forward(kernels, x, hidden, state, training);
    kept = training;
    return hidden;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    if (recurrence == null || !kept) {
      throw new IllegalStateException(
          sentenceName()
              + ": expected a forward pass in training before this one back, found none");
    }
    assertInputSet(true);
    Ndhwc.check(sentenceName(), epsilon, layerConf().getNOut());
    INDArray xGradient = activationGradient(workspaceMgr, input.shape());
    Recurrence.Kernels gradients =
        new Recurrence.Kernels(
            gradientView(ConvLSTM2D.INPUT_KERNEL),
            gradientView(ConvLSTM2D.RECURRENT_KERNEL),
            gradientView(ConvLSTM2D.BIAS));
    recurrence.backward(Native.contiguous(epsilon, dataType), xGradient, gradients);
    kept = false; // the gates have been overwritten by their gradients
    weightNoiseParams.clear();
    return new Pair<>(filledGradients(), backpropDropOutIfPresent(xGradient));
  }

  @Override
  public Pair<Gradient, INDArray> tbpttBackpropGradient(
      INDArray epsilon, int tbpttBackLength, LayerWorkspaceMgr workspaceMgr) {
    return backpropGradient(epsilon, workspaceMgr);
  }

  private Geometry geometry() {
    Ndhwc.check(sentenceName(), input, layerConf().getNIn());
    return new Geometry(
        (int) input.size(0),
        (int) input.size(1),
        (int) input.size(2),
        (int) input.size(3),
        (int) layerConf().getNIn(),
        (int) layerConf().getNOut(),
        layerConf().kernelHeight(),
        layerConf().kernelWidth(),
        layerConf().gateActivation());
  }

  private Recurrence prepare(Geometry sizes, boolean keep) {
    if (recurrence == null || !sizes.equals(prepared) || preparedToKeep != keep) {
      close();
      recurrence =
          dataType == DataType.FLOAT
              ? new FloatRecurrence(sizes, keep)
              : new DoubleRecurrence(sizes);
      prepared = sizes;
      preparedToKeep = keep;
    }
    return recurrence;
  }

  /** The state itself where it has the shape of the input's, a zero state where there is none. */
  private CarriedState matching(@Nullable CarriedState state) {
    Geometry sizes = geometry();
    if (state == null) {
      return CarriedState.zero(dataType, sizes);
    }
    long[] expected = {sizes.clips(), sizes.height(), sizes.width(), sizes.filters()};
    if (!Arrays.equals(expected, state.hidden().shape())) {
      throw new DL4JInvalidInputException(
          sentenceName()
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
        Native.outside(() -> state.hidden().castTo(dataType).dup('c')),
        Native.outside(() -> state.cell().castTo(dataType).dup('c')));
  }

  /** Sets the carried state of one clip of the batch back to zero; without one, does nothing. */
  public void clearCarriedState(int clip) {
    if (carried != null) {
      carried.hidden().slice(clip).assign(0);
      carried.cell().slice(clip).assign(0);
    }
  }

  /** Copies of the carried state under {@link #HIDDEN} and {@link #CELL}; empty without one. */
  @Override
  public Map<String, INDArray> rnnGetPreviousState() {
    return map(carried);
  }

  @Override
  public void rnnSetPreviousState(Map<String, INDArray> stateMap) {
    carried = state(stateMap);
  }

  @Override
  public void rnnClearPreviousState() {
    carried = null;
    truncated = null;
  }

  @Override
  public Map<String, INDArray> rnnGetTBPTTState() {
    return map(truncated);
  }

  @Override
  public void rnnSetTBPTTState(Map<String, INDArray> state) {
    truncated = state(state);
  }

  private Map<String, INDArray> map(@Nullable CarriedState state) {
    Map<String, INDArray> map = new HashMap<>();
    if (state != null) {
      CarriedState copy = copy(state);
      map.put(HIDDEN, copy.hidden());
      map.put(CELL, copy.cell());
    }
    return map;
  }

  private @Nullable CarriedState state(Map<String, INDArray> map) {
    INDArray hidden = map.get(HIDDEN);
    INDArray cell = map.get(CELL);
    if (map.isEmpty()) {
      return null;
    }
    if (hidden == null || cell == null || !Arrays.equals(hidden.shape(), cell.shape())) {
      throw new IllegalArgumentException(
          sentenceName() + ": expected a state of h and c of one shape, found " + map.keySet());
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
    if (recurrence != null) {
      recurrence.close();
      recurrence = null;
    }
  }
}
