package io.framecast.convlstm;

import io.framecast.convlstm.Convolution.OutputReader;
import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import java.nio.FloatBuffer;

/** Computes a convolution over the newest frame, or over the newest frames that a state holds. */
final class ConvolutionPass implements StagePass, OutputReader {
  private final Convolution convolution;
  private final Activation activation;
  private final FeatureSource source;
  private final int inputs;
  private final int outputs;
  private final int past; // frames before the newest one
  private final int memory;
  private final Workspace work;

  /** Creates the native buffers. */
  ConvolutionPass(PackedStage packed, FeatureSource source, Workspace work) {
    PlacedStage placed = packed.placed();
    this.convolution = packed.requireKernel().convolution(work.rows, work.columns);
    this.activation =
        placed.stage() instanceof Conv3D newest
            ? newest.activation()
            : ((Conv2D) placed.stage()).activation();
    this.source = source;
    this.inputs = placed.inputs();
    this.outputs = placed.outputs();
    this.past = placed.memoryChannels() / placed.inputs();
    this.memory = placed.memory();
    this.work = work;
  }

  @Override
  public void run(State state) {
    for (int p = 0; p < work.pixels; p += Workspace.TILE) {
      int n = Math.min(Workspace.TILE, work.pixels - p);
      if (past == 0) {
        source.read(state, p, n, work.tile);
      } else {
        readWithPast(state, p, n);
      }
      convolution.put(p, n, work.tile);
    }
    convolution.run(state, this);
    activation.apply(work.features, work.pixels * outputs);
  }

  @Override
  public void read(State state, int p, int n, float[] values) {
    System.arraycopy(values, 0, work.features, p * outputs, n * outputs);
  }

  /** Fills a tile with past frames, oldest first, then the newest one, which the state keeps. */
  private void readWithPast(State state, int p, int n) {
    FloatBuffer buffer = state.buffer();
    for (int tap = 0; tap < past; tap++) {
      int from = state.pastOffset(memory, past, past - tap) + p * inputs;
      buffer.get(from, work.h, 0, n * inputs);
      copyTap(n, tap);
    }
    source.read(state, p, n, work.h);
    copyTap(n, past);
    buffer.put(state.pastOffset(memory, past, 0) + p * inputs, work.h, 0, n * inputs);
  }

  private void copyTap(int n, int tap) {
    int channels = inputs * (past + 1);
    for (int k = 0; k < n; k++) {
      System.arraycopy(work.h, k * inputs, work.tile, k * channels + tap * inputs, inputs);
    }
  }

  @Override
  public void close() {
    convolution.close();
  }
}
