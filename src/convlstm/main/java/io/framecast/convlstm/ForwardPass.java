package io.framecast.convlstm;

import io.framecast.convlstm.Configuration.Gates;
import io.framecast.convlstm.Configuration.Head;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Computes the forward pass of the network for frames of one size, one frame at a time, and owns
 * the working memory for it. Between layers the values stay in {@code features}, a heap array for
 * the JIT's vector loops. Only the inputs and outputs of the convolutions are native. The loops
 * work on tiles of pixels that fit the L1 cache.
 *
 * <p>A frame has {@code rows x columns} pixels after space-to-depth.
 */
final class ForwardPass implements AutoCloseable {

  private static final int TILE = 32; // pixels; 32 x 160 gates are 20 kB

  private final Configuration configuration;
  private final PackedWeights weights;
  private final int height;
  private final int width;
  private final int rows;
  private final int columns;
  private final int pixels;
  private final long nativeBytes;
  private final Convolution[] layers;
  private final Convolution head;
  private final float[] features; // [pixels, channels of the layer before]
  private final float[] output; // [pixels, depth channels], the prediction after the head
  private final float[] tile; // a tile of the widest convolution buffer
  private final float[] i;
  private final float[] f;
  private final float[] g;
  private final float[] o;
  private final float[] c;
  private final float[] h;

  ForwardPass(PackedWeights weights, int height, int width) {
    this.weights = weights;
    this.configuration = weights.configuration;
    this.height = height;
    this.width = width;
    this.rows = patchCount(configuration, height);
    this.columns = patchCount(configuration, width);
    this.pixels = rows * columns;
    List<Convolution.Kernel> layerKernels = weights.layers;
    this.layers = new Convolution[layerKernels.size()];
    int filters = 0;
    int widest = weights.head.inputs();
    for (int l = 0; l < layers.length; l++) {
      filters = Math.max(filters, configuration.layers().get(l).filters());
      widest =
          Math.max(widest, Math.max(layerKernels.get(l).inputs(), layerKernels.get(l).outputs()));
    }
    // heap arrays first: if the heap is full, no native memory is left allocated
    this.features = new float[pixels * Math.max(filters, configuration.depthChannels())];
    this.output = new float[pixels * configuration.depthChannels()];
    this.tile = new float[TILE * widest];
    this.i = new float[TILE * filters];
    this.f = new float[TILE * filters];
    this.g = new float[TILE * filters];
    this.o = new float[TILE * filters];
    this.c = new float[TILE * filters];
    this.h = new float[TILE * filters];
    this.nativeBytes = nativeBytes(configuration, height, width);
    OffHeapMemory.reserveWork(nativeBytes, "a workspace for frames of " + height + "x" + width);
    this.head = createConvolutions(layerKernels);
  }

  /** Fills {@code layers} and returns the head's convolution; frees all of them on failure. */
  private Convolution createConvolutions(List<Convolution.Kernel> layerKernels) {
    int created = 0;
    try {
      for (; created < layers.length; created++) {
        layers[created] = new Convolution(layerKernels.get(created), rows, columns);
      }
      return new Convolution(weights.head, rows, columns);
    } catch (RuntimeException | Error e) {
      for (int l = 0; l < created; l++) {
        layers[l].close();
      }
      OffHeapMemory.releaseWork(nativeBytes);
      throw e;
    }
  }

  /** Returns the bytes of the largest buffer of a step for frames of this size. */
  static long largestBufferBytes(Configuration configuration, int height, int width) {
    long widest = headInputs(configuration);
    widest = Math.max(widest, configuration.depthChannels());
    for (int l = 0; l < configuration.layers().size(); l++) {
      int filters = configuration.layers().get(l).filters();
      widest = Math.max(widest, Math.max(4L * filters, configuration.inputChannels(l) + filters));
    }
    return Float.BYTES * pixels(configuration, height, width) * widest;
  }

  /** Returns the bytes of the inputs and outputs of the convolutions. */
  static long nativeBytes(Configuration configuration, int height, int width) {
    long channels = headInputs(configuration) + configuration.depthChannels();
    for (int l = 0; l < configuration.layers().size(); l++) {
      channels += configuration.inputChannels(l) + 5L * configuration.layers().get(l).filters();
    }
    return Float.BYTES * channels * pixels(configuration, height, width);
  }

  /** Returns the bytes that a step keeps on the heap, without the tiles. */
  static long heapBytes(Configuration configuration, int height, int width) {
    long filters = 0;
    for (Configuration.Layer layer : configuration.layers()) {
      filters = Math.max(filters, layer.filters());
    }
    int depth = configuration.depthChannels();
    long channels = depth + Math.max(filters, depth);
    return Float.BYTES * channels * pixels(configuration, height, width);
  }

  private static long headInputs(Configuration configuration) {
    return configuration.headChannels() * (configuration.head().pastFrames() + 1L);
  }

  private static long pixels(Configuration configuration, int height, int width) {
    return (long) patchCount(configuration, height) * patchCount(configuration, width);
  }

  /** Returns the patches along a side of {@code size} pixels; the last one may be padded. */
  static int patchCount(Configuration configuration, int size) {
    return (size + configuration.patch() - 1) / configuration.patch();
  }

  boolean hasSizeOf(State state) {
    return state.height() == height && state.width() == width;
  }

  /** Advances the state by a frame {@code [height, width, channels]} and predicts the next one. */
  void step(State state, float[] frame, float[] prediction) {
    Patches.spaceToDepth(
        frame, height, width, configuration.channels(), configuration.patch(), features);
    for (int l = 0; l < layers.length; l++) {
      writeLayerInput(state, l);
      layers[l].run();
      updateCells(state, l);
      if (weights.normalizers[l] != null) {
        weights.normalizers[l].apply(features, pixels);
      }
    }
    if (configuration.head().kind() != Head.Kind.HIDDEN) {
      gatherHeadInput(state);
    }
    head.run();
    head.output.get(0, output);
    Cell.sigmoid(output, output.length);
    Patches.depthToSpace(
        output, height, width, configuration.channels(), configuration.patch(), prediction);
    state.countFrame();
  }

  /** Writes the convolution's input: the layer's input beside its hidden state. */
  private void writeLayerInput(State state, int l) {
    int inputs = configuration.inputChannels(l);
    int filters = configuration.layers().get(l).filters();
    int stacked = inputs + filters;
    FloatBuffer stateBuffer = state.buffer();
    for (int p = 0; p < pixels; p += TILE) {
      int n = Math.min(TILE, pixels - p);
      stateBuffer.get(state.hiddenOffset(l) + p * filters, h, 0, n * filters);
      for (int k = 0; k < n; k++) {
        System.arraycopy(features, (p + k) * inputs, tile, k * stacked, inputs);
        System.arraycopy(h, k * filters, tile, k * stacked + inputs, filters);
      }
      layers[l].input.put(p * stacked, tile, 0, n * stacked);
    }
  }

  /** Computes the gates, writes the new cell and hidden state, and copies h to the features. */
  private void updateCells(State state, int l) {
    int filters = configuration.layers().get(l).filters();
    FloatBuffer stateBuffer = state.buffer();
    for (int p = 0; p < pixels; p += TILE) {
      int n = Math.min(TILE, pixels - p);
      int size = n * filters;
      layers[l].output.get(p * 4 * filters, tile, 0, 4 * size);
      stateBuffer.get(state.cellOffset(l) + p * filters, c, 0, size);
      for (int k = 0; k < n; k++) {
        System.arraycopy(tile, 4 * k * filters, i, k * filters, filters);
        System.arraycopy(tile, (4 * k + 1) * filters, f, k * filters, filters);
        System.arraycopy(tile, (4 * k + 2) * filters, g, k * filters, filters);
        System.arraycopy(tile, (4 * k + 3) * filters, o, k * filters, filters);
      }
      activateGate(i, size);
      activateGate(f, size);
      activateGate(o, size);
      Cell.tanh(g, size);
      Cell.update(i, f, g, c, size);
      Cell.output(o, c, h, size);
      stateBuffer.put(state.cellOffset(l) + p * filters, c, 0, size);
      stateBuffer.put(state.hiddenOffset(l) + p * filters, h, 0, size);
      System.arraycopy(h, 0, features, p * filters, size);
      if (configuration.head().kind() == Head.Kind.HIDDEN) {
        writeHeadInput(l, p, n);
      }
    }
  }

  private void activateGate(float[] z, int size) {
    if (configuration.gates() == Gates.SIGMOID) {
      Cell.sigmoid(z, size);
    } else {
      Cell.hardSigmoid(z, size);
    }
  }

  /** Writes a layer's part of the hidden head's input, {@code [pixels, sum of filters]}. */
  private void writeHeadInput(int l, int p, int n) {
    int filters = configuration.layers().get(l).filters();
    int channels = weights.head.inputs();
    for (int k = 0; k < n; k++) {
      head.input.put((p + k) * channels + weights.headOffsets[l], h, k * filters, filters);
    }
  }

  /** Writes the input of a convolutional head: past features, oldest first, then the new ones. */
  private void gatherHeadInput(State state) {
    int taps = configuration.head().pastFrames();
    int channels = weights.head.inputs();
    int filters = channels / (taps + 1);
    FloatBuffer stateBuffer = state.buffer();
    for (int p = 0; p < pixels; p += TILE) {
      int n = Math.min(TILE, pixels - p);
      for (int tap = 0; tap < taps; tap++) {
        stateBuffer.get(state.featuresOffset(taps - tap) + p * filters, h, 0, n * filters);
        for (int k = 0; k < n; k++) {
          System.arraycopy(h, k * filters, tile, k * channels + tap * filters, filters);
        }
      }
      for (int k = 0; k < n; k++) {
        System.arraycopy(features, (p + k) * filters, tile, k * channels + taps * filters, filters);
      }
      head.input.put(p * channels, tile, 0, n * channels);
      if (taps > 0) {
        stateBuffer.put(state.featuresOffset(0) + p * filters, features, p * filters, n * filters);
      }
    }
  }

  @Override
  public void close() {
    for (Convolution layer : layers) {
      layer.close();
    }
    head.close();
    OffHeapMemory.releaseWork(nativeBytes);
  }
}
