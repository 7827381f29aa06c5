package io.framecast.layers;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A few clips that one thread takes through time together, and all that has to be remembered of
 * them: per frame {@code [x | h]} before it, its gates and its cell state.
 *
 * <p>The gates of a block of pixels are stored planar (all i, then all f, c, o) once activated, so
 * that the loops over them are long; the gradients that replace them are stored as the convolution
 * wants them, pixel by pixel.
 */
final class FloatClips implements AutoCloseable {
  private final Geometry sizes;
  private final int first;
  private final int clips;
  private final boolean keep;
  private final INDArray[] xh; // per frame [clips, height, width, stacked]
  private final INDArray[] z; // per frame [clips, height, width, 4 * filters]
  private final FloatBuffer[] xhMemory;
  private final FloatBuffer[] zMemory;
  private final CustomOp[] forward;
  private final CustomOp[] backward;
  private final float[][] cell; // cell[t] before frame t, [clips * pixels * filters]
  private final @Nullable INDArray xhGradient;
  private final @Nullable INDArray kernelStep;
  private final FloatBlock block;
  private final float[] kernelGradient;
  private final float[] kernelScratch;
  private final float[] biasGradient;
  private final float[] hNext; // gradient of h from the frame after, [clips * pixels * filters]
  private final float[] cNext;

  FloatClips(
      Geometry sizes,
      int stacked,
      int first,
      int clips,
      INDArray kernel,
      INDArray bias,
      boolean keep) {
    this.sizes = sizes;
    this.first = first;
    this.clips = clips;
    this.keep = keep;
    int slots = keep ? sizes.times() : 1;
    int kh = sizes.kernelHeight();
    int kw = sizes.kernelWidth();
    int stateSize = clips * sizes.pixels() * sizes.filters();
    xh = new INDArray[slots];
    z = new INDArray[slots];
    xhMemory = new FloatBuffer[slots];
    zMemory = new FloatBuffer[slots];
    forward = new CustomOp[slots];
    backward = new CustomOp[keep ? slots : 0];
    cell = new float[keep ? slots + 1 : 2][stateSize];
    xhGradient = keep ? Native.floats(clips, sizes.height(), sizes.width(), stacked) : null;
    kernelStep = keep ? Native.floats(kernel.shape()) : null;
    for (int slot = 0; slot < slots; slot++) {
      xh[slot] = Native.floats(clips, sizes.height(), sizes.width(), stacked);
      z[slot] = Native.floats(clips, sizes.height(), sizes.width(), 4L * sizes.filters());
      xhMemory[slot] = Native.memory(xh[slot]);
      zMemory[slot] = Native.memory(z[slot]);
      forward[slot] = Native.convolution(kh, kw, xh[slot], kernel, bias, z[slot]);
      if (xhGradient != null && kernelStep != null) {
        backward[slot] =
            Native.convolutionGradient(kh, kw, xh[slot], kernel, z[slot], xhGradient, kernelStep);
      }
    }
    block = new FloatBlock(sizes, stacked);
    int kernelSize = keep ? (int) kernel.length() : 0;
    kernelGradient = new float[kernelSize];
    kernelScratch = new float[kernelSize];
    biasGradient = new float[4 * sizes.filters()];
    hNext = new float[keep ? stateSize : 0];
    cNext = new float[keep ? stateSize : 0];
  }

  float[] kernelGradient() {
    return kernelGradient;
  }

  float[] biasGradient() {
    return biasGradient;
  }

  /** The state buffers are read before the first frame and written after the last. */
  void forward(
      FloatBuffer x, FloatBuffer hidden, @Nullable FloatBuffer h, @Nullable FloatBuffer c) {
    int stateSize = cell[0].length;
    int stateAt = first * sizes.pixels() * sizes.filters();
    if (c == null) {
      Arrays.fill(cell[0], 0f);
    } else {
      c.get(stateAt, cell[0]);
    }
    for (int clip = 0; clip < clips; clip++) {
      for (int pixel = 0; pixel < sizes.pixels(); pixel += block.capacity()) {
        int count = block.start(pixel);
        int at = clip * sizes.pixels() + pixel;
        block.readHidden(h, stateAt + at * sizes.filters(), count);
        block.writeStacked(x, xAt(clip, 0, pixel), xhMemory[0], at, count);
      }
    }
    for (int t = 0; t < sizes.times(); t++) {
      int slot = keep ? t : 0;
      boolean last = t == sizes.times() - 1;
      float[] before = cell[keep ? t : t % 2];
      float[] after = cell[keep ? t + 1 : (t + 1) % 2];
      Nd4j.exec(forward[slot]);
      for (int clip = 0; clip < clips; clip++) {
        for (int pixel = 0; pixel < sizes.pixels(); pixel += block.capacity()) {
          int count = block.start(pixel);
          int at = clip * sizes.pixels() + pixel;
          block.step(zMemory[slot], at, count, before, after, keep);
          block.writeHidden(hidden, hAt(clip, t, pixel), count);
          if (!last) {
            int next = keep ? t + 1 : 0;
            block.writeStacked(x, xAt(clip, t + 1, pixel), xhMemory[next], at, count);
          } else if (h != null) {
            block.writeHidden(h, stateAt + at * sizes.filters(), count);
          }
        }
      }
      if (last && c != null) {
        c.put(stateAt, after, 0, stateSize);
      }
    }
  }

  void backward(FloatBuffer hiddenGradient, FloatBuffer xGradient) {
    if (xhGradient == null || kernelStep == null) {
      throw new IllegalStateException("expected a pass that was kept, found one that was not");
    }
    FloatBuffer step = Native.memory(kernelStep);
    FloatBuffer stackedGradient = Native.memory(xhGradient);
    Arrays.fill(kernelGradient, 0f);
    Arrays.fill(biasGradient, 0f);
    Arrays.fill(hNext, 0f);
    Arrays.fill(cNext, 0f);
    for (int t = sizes.times() - 1; t >= 0; t--) {
      for (int clip = 0; clip < clips; clip++) {
        for (int pixel = 0; pixel < sizes.pixels(); pixel += block.capacity()) {
          int count = block.start(pixel);
          int at = clip * sizes.pixels() + pixel;
          block.readHidden(hiddenGradient, hAt(clip, t, pixel), count);
          block.stepBack(zMemory[t], at, count, cell[t], cell[t + 1], hNext, cNext);
          block.addBias(biasGradient, count);
        }
      }
      Nd4j.exec(backward[t]);
      step.get(0, kernelScratch);
      Gates.add(kernelGradient, kernelScratch, 0, kernelScratch.length);
      for (int clip = 0; clip < clips; clip++) {
        for (int pixel = 0; pixel < sizes.pixels(); pixel += block.capacity()) {
          int count = block.start(pixel);
          int at = clip * sizes.pixels() + pixel;
          block.splitStacked(stackedGradient, at, count, xGradient, xAt(clip, t, pixel), hNext);
        }
      }
    }
  }

  private int xAt(int clip, int t, int pixel) {
    return (((first + clip) * sizes.times() + t) * sizes.pixels() + pixel) * sizes.channels();
  }

  private int hAt(int clip, int t, int pixel) {
    return (((first + clip) * sizes.times() + t) * sizes.pixels() + pixel) * sizes.filters();
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
