package io.framecast.convlstm;

import io.framecast.convlstm.Convolution.OutputReader;
import io.framecast.convlstm.Stage.ConvLstm2D;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Computes a ConvLSTM layer: one convolution over {@code [x | h]}, then the gates in tiles. */
final class CellPass implements StagePass, OutputReader {
  private final ConvLstm2D layer;
  private final Convolution convolution;
  private final @Nullable Peepholes peepholes;
  private final int inputs;
  private final int memory;
  private final Workspace work;

  /** Creates the native buffers. */
  CellPass(ConvLstm2D layer, PackedStage packed, Workspace work) {
    this.layer = layer;
    this.convolution = packed.requireKernel().convolution(work.rows, work.columns);
    this.peepholes = packed.peepholes();
    this.inputs = packed.placed().inputs();
    this.memory = packed.placed().memory();
    this.work = work;
  }

  @Override
  public void run(State state) {
    writeInput(state);
    convolution.run(state, this);
  }

  /** Writes the convolution's input: the layer's input beside its hidden state. */
  private void writeInput(State state) {
    int filters = layer.filters();
    int stacked = inputs + filters;
    FloatBuffer buffer = state.buffer();
    for (int p = 0; p < work.pixels; p += Workspace.TILE) {
      int n = Math.min(Workspace.TILE, work.pixels - p);
      buffer.get(state.hiddenOffset(memory) + p * filters, work.h, 0, n * filters);
      for (int k = 0; k < n; k++) {
        System.arraycopy(work.features, (p + k) * inputs, work.tile, k * stacked, inputs);
        System.arraycopy(work.h, k * filters, work.tile, k * stacked + inputs, filters);
      }
      convolution.put(p, n, work.tile);
    }
  }

  /** Computes the gates, writes the new cell and hidden state, and copies h to the features. */
  @Override
  public void read(State state, int p, int n, float[] gates) {
    int filters = layer.filters();
    int size = n * filters;
    float[] i = work.i;
    float[] f = work.f;
    float[] g = work.g;
    float[] o = work.o;
    float[] c = work.c;
    FloatBuffer buffer = state.buffer();
    buffer.get(state.cellOffset(memory) + p * filters, c, 0, size);
    for (int k = 0; k < n; k++) {
      System.arraycopy(gates, 4 * k * filters, i, k * filters, filters);
      System.arraycopy(gates, (4 * k + 1) * filters, f, k * filters, filters);
      System.arraycopy(gates, (4 * k + 2) * filters, g, k * filters, filters);
      System.arraycopy(gates, (4 * k + 3) * filters, o, k * filters, filters);
    }
    if (peepholes != null) {
      peepholes.addInputAndForget(i, f, c, p, size);
    }
    layer.recurrentActivation().apply(i, size);
    layer.recurrentActivation().apply(f, size);
    layer.activation().apply(g, size);
    Cell.update(i, f, g, c, size);
    if (peepholes != null) {
      peepholes.addOutput(o, c, p, size); // the new cell state
    }
    layer.recurrentActivation().apply(o, size);
    Cell.output(o, c, work.h, size, layer.activation());
    buffer.put(state.cellOffset(memory) + p * filters, c, 0, size);
    buffer.put(state.hiddenOffset(memory) + p * filters, work.h, 0, size);
    System.arraycopy(work.h, 0, work.features, p * filters, size);
  }

  @Override
  public void close() {
    convolution.close();
  }
}
