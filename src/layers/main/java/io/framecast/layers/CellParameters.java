package io.framecast.layers;

import io.framecast.layers.ParameterLayout.Parameter;
import io.framecast.layers.ParameterLayout.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Names the parameters of one cell of a {@link ConvLSTM2D}: of its own, or of its forecaster.
 *
 * @param prefix begins their keys
 * @param readsInput whether the cell has an input kernel
 */
record CellParameters(ConvLSTM2D layer, String prefix, boolean readsInput) {
  /** The gates i, f and o. */
  private static final int PEEPHOLE_GATES = 3;

  static CellParameters ofEncoder(ConvLSTM2D layer) {
    return new CellParameters(layer, "", true);
  }

  static CellParameters ofForecaster(ConvLSTM2D layer) {
    return new CellParameters(layer, ConvLSTM2D.FORECASTER, layer.isForecastFed());
  }

  private String key(String name) {
    return prefix + name;
  }

  /** Returns keys and shapes in their order in the flat vector. */
  List<Parameter> list() {
    long rows = layer.kernelHeight();
    long columns = layer.kernelWidth();
    long filters = layer.getNOut();
    List<Parameter> all = new ArrayList<>();
    if (readsInput) {
      long[] shape = {rows, columns, layer.getNIn(), 4 * filters};
      all.add(new Parameter(key(ConvLSTM2D.INPUT_KERNEL), Role.WEIGHT, shape));
    }
    long[] recurrent = {rows, columns, filters, 4 * filters};
    all.add(new Parameter(key(ConvLSTM2D.RECURRENT_KERNEL), Role.WEIGHT, recurrent));
    all.add(new Parameter(key(ConvLSTM2D.BIAS), Role.BIAS, 4 * filters));
    String peepholes = key(ConvLSTM2D.PEEPHOLES);
    switch (layer.peepholes()) {
      case NONE -> {}
      case CHANNEL -> all.add(new Parameter(peepholes, Role.WEIGHT, PEEPHOLE_GATES, filters));
      case MAP -> {
        long[] shape = {PEEPHOLE_GATES, layer.mapHeight(), layer.mapWidth(), filters};
        all.add(new Parameter(peepholes, Role.WEIGHT, shape));
      }
    }
    return all;
  }

  /** Fills the parameters of a new layer, which are zero. */
  void initialize(Function<String, INDArray> parameters) {
    if (readsInput) {
      KernelInitializers.glorotUniform(parameters.apply(key(ConvLSTM2D.INPUT_KERNEL)));
    }
    KernelInitializers.orthogonal(parameters.apply(key(ConvLSTM2D.RECURRENT_KERNEL)));
    INDArray bias = parameters.apply(key(ConvLSTM2D.BIAS));
    for (long k = 0; k < bias.length(); k++) {
      bias.putScalar(k, k / layer.getNOut() == 1 ? 1 : 0);
    }
    if (layer.peepholes() != Peepholes.NONE) {
      parameters.apply(key(ConvLSTM2D.PEEPHOLES)).assign(0);
    }
  }

  /** Returns the arrays of the parameters, or of their gradients, for a pass. */
  ConvLstmPass.Parameters of(Function<String, INDArray> arrays) {
    return new ConvLstmPass.Parameters(
        readsInput ? arrays.apply(key(ConvLSTM2D.INPUT_KERNEL)) : null,
        arrays.apply(key(ConvLSTM2D.RECURRENT_KERNEL)),
        arrays.apply(key(ConvLSTM2D.BIAS)),
        layer.peepholes() == Peepholes.NONE ? null : arrays.apply(key(ConvLSTM2D.PEEPHOLES)));
  }
}
