package io.framecast.layers;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes a group of clips together through time on one thread. It stores for each frame its input
 * {@code [x | h]}, its gates and its cell state.
 *
 * <p>Activated gates of a tile are stored planar (all i, then all f, c, o), so that the loops over
 * them are long. The gradients that replace them are stored pixel by pixel, as the convolution
 * needs them.
 */
final class ClipGroup implements AutoCloseable {
  private final ConvLstmShape sizes;
  private final int first;
  private final boolean keepForBackward;
  private final INDArray[] xh; // per frame [clips, height, width, stacked]
  private final INDArray[] z; // per frame [clips, height, width, 4 * filters]
  private final FloatBuffer[] xhBuffers;
  private final FloatBuffer[] zBuffers;
  private final CustomOp[] forward;
  private final CustomOp[] backward;
  private final float[][] cell; // cell[t] is before frame t, [clips * pixels * filters]
  private final @Nullable INDArray xhGradient;
  private final @Nullable INDArray kernelStep;
  private final PixelTile tile;
  private final int tiles; // of a frame of all clips
  private final float[] kernelGradient;
  private final float[] kernelScratch;
  private final float[] biasGradient;
  private final float[][] peepholeGradient;
  private final float[] hNext; // gradient of h from the next frame, [clips * pixels * filters]
  private final float[] cNext;

  ClipGroup(
      ConvLstmShape sizes,
      int first,
      int clips,
      INDArray kernel,
      INDArray bias,
      @Nullable PeepholeWeights peepholes,
      boolean keepForBackward) {
    this.sizes = sizes;
    this.first = first;
    this.keepForBackward = keepForBackward;
    int slots = keepForBackward ? sizes.times() : 1;
    int stacked = sizes.stacked();
    int stateSize = clips * sizes.pixels() * sizes.filters();
    xh = new INDArray[slots];
    z = new INDArray[slots];
    xhBuffers = new FloatBuffer[slots];
    zBuffers = new FloatBuffer[slots];
    forward = new CustomOp[slots];
    backward = new CustomOp[keepForBackward ? slots : 0];
    cell = new float[keepForBackward ? slots + 1 : 2][stateSize];
    xhGradient =
        keepForBackward ? Nd4jOps.floats(clips, sizes.height(), sizes.width(), stacked) : null;
    kernelStep = keepForBackward ? Nd4jOps.floats(kernel.shape()) : null;
    for (int slot = 0; slot < slots; slot++) {
      xh[slot] = Nd4jOps.floats(clips, sizes.height(), sizes.width(), stacked);
      z[slot] = Nd4jOps.floats(clips, sizes.height(), sizes.width(), 4L * sizes.filters());
      xhBuffers[slot] = Nd4jOps.floatBuffer(xh[slot]);
      zBuffers[slot] = Nd4jOps.floatBuffer(z[slot]);
      forward[slot] = Nd4jOps.convolution(xh[slot], kernel, bias, z[slot]);
      if (xhGradient != null && kernelStep != null) {
        backward[slot] =
            Nd4jOps.convolutionGradient(xh[slot], kernel, z[slot], xhGradient, kernelStep);
      }
    }
    tile = new PixelTile(sizes, first, peepholes);
    tiles = tile.tilesOf(clips);
    int kernelSize = keepForBackward ? (int) kernel.length() : 0;
    kernelGradient = new float[kernelSize];
    kernelScratch = new float[kernelSize];
    biasGradient = new float[4 * sizes.filters()];
    peepholeGradient =
        peepholes != null && keepForBackward ? peepholes.zeroGradient() : new float[0][];
    hNext = new float[keepForBackward ? stateSize : 0];
    cNext = new float[keepForBackward ? stateSize : 0];
  }

  float[] kernelGradient() {
    return kernelGradient;
  }

  float[] biasGradient() {
    return biasGradient;
  }

  float[][] peepholeGradient() {
    return peepholeGradient;
  }

  /** Computes all frames; reads the state before the first frame and writes it after the last. */
  void forward(
      FloatBuffer x, FloatBuffer hidden, @Nullable FloatBuffer h, @Nullable FloatBuffer c) {
    int stateOffset = first * sizes.pixels() * sizes.filters();
    read(c, stateOffset, cell[0]);
    for (int k = 0; k < tiles; k++) {
      tile.moveTo(k);
      tile.readState(h);
      tile.writeStacked(x, 0, xhBuffers[0]);
    }
    for (int t = 0; t < sizes.times(); t++) {
      int slot = keepForBackward ? t : 0;
      boolean last = t == sizes.times() - 1;
      float[] before = cell[keepForBackward ? t : t % 2];
      float[] after = cell[keepForBackward ? t + 1 : (t + 1) % 2];
      Nd4j.exec(forward[slot]);
      for (int k = 0; k < tiles; k++) {
        tile.moveTo(k);
        tile.step(zBuffers[slot], before, after, keepForBackward);
        tile.writeHidden(hidden, t);
        if (!last) {
          tile.writeStacked(x, t + 1, xhBuffers[keepForBackward ? t + 1 : 0]);
        } else if (h != null) {
          tile.writeState(h);
        }
      }
      if (last && c != null) {
        c.put(stateOffset, after);
      }
    }
  }

  /**
   * Computes the gradients of the last forward pass, from the last frame to the first; reads those
   * of the state after it and writes those of the state before it.
   */
  void backward(
      FloatBuffer hiddenGradient,
      FloatBuffer xGradient,
      @Nullable FloatBuffer h,
      @Nullable FloatBuffer c) {
    if (xhGradient == null || kernelStep == null) {
      throw new IllegalStateException(
          "the backward pass needs a forward pass that keeps its values");
    }
    FloatBuffer step = Nd4jOps.floatBuffer(kernelStep);
    FloatBuffer stackedGradient = Nd4jOps.floatBuffer(xhGradient);
    Arrays.fill(kernelGradient, 0f);
    Arrays.fill(biasGradient, 0f);
    for (float[] gate : peepholeGradient) {
      Arrays.fill(gate, 0f);
    }
    int stateOffset = first * sizes.pixels() * sizes.filters();
    read(h, stateOffset, hNext);
    read(c, stateOffset, cNext);
    for (int t = sizes.times() - 1; t >= 0; t--) {
      for (int k = 0; k < tiles; k++) {
        tile.moveTo(k);
        tile.readHidden(hiddenGradient, t);
        tile.stepBackward(zBuffers[t], cell[t], cell[t + 1], hNext, cNext, peepholeGradient);
        tile.addBiasGradient(biasGradient);
      }
      Nd4j.exec(backward[t]);
      step.get(0, kernelScratch);
      GateMath.add(kernelGradient, kernelScratch, 0, kernelScratch.length);
      for (int k = 0; k < tiles; k++) {
        tile.moveTo(k);
        tile.splitStacked(stackedGradient, xGradient, t, hNext);
      }
    }
    if (h != null && c != null) {
      h.put(stateOffset, hNext);
      c.put(stateOffset, cNext);
    }
  }

  /** Reads the values of this group; null is zero. */
  private static void read(@Nullable FloatBuffer from, int offset, float[] to) {
    if (from == null) {
      Arrays.fill(to, 0f);
    } else {
      from.get(offset, to);
    }
  }

  @Override
  public void close() {
    for (INDArray array : xh) {
      array.close();
    }
    for (INDArray array : z) {
      array.close();
    }
    if (xhGradient != null && kernelStep != null) {
      xhGradient.close();
      kernelStep.close();
    }
  }
}
