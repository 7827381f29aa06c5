package io.framecast.convlstm;

import io.framecast.convlstm.Configuration.Gates;
import io.framecast.convlstm.Configuration.Head;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The working memory of a step for frames of one size, and the step itself. Between layers the
 * values stay in {@code features}, a heap array that the JIT's vector loops read and write; only
 * what the convolutions touch is native. Work goes by tiles of pixels that stay in the L1 cache.
 *
 * <p>Sizes: {@code rows x columns} pixels after space-to-depth.
 */
final class Canvas implements AutoCloseable {

  private static final int TILE = 32; // pixels; 32 x 160 gates are 20 kB

  private final Configuration configuration;
  private final Kernels kernels;
  private final int height;
  private final int width;
  private final int rows;
  private final int columns;
  private final int pixels;
  private final Convolution[] layers;
  private final Convolution head;
  private final float[] features; // [pixels, channels of the layer before]
  private final float[] drawing; // [pixels, depth channels], the frame folded, then the prediction
  private final float[] row; // a tile of the widest convolution buffer
  private final float[] i;
  private final float[] f;
  private final float[] g;
  private final float[] o;
  private final float[] c;
  private final float[] h;

  Canvas(Kernels kernels, int height, int width) {
    OffHeap.require(
        nativeBytes(kernels.configuration, height, width),
        "work space for frames of " + height + "x" + width);
    this.kernels = kernels;
    this.configuration = kernels.configuration;
    this.height = height;
    this.width = width;
    this.rows = rows(configuration, height);
    this.columns = rows(configuration, width);
    this.pixels = rows * columns;
    List<Convolution.Kernel> kernelOf = kernels.layers;
    this.layers = new Convolution[kernelOf.size()];
    int filters = 0;
    int widest = kernels.head.inputs();
    for (int l = 0; l < layers.length; l++) {
      filters = Math.max(filters, configuration.layers().get(l).filters());
      widest = Math.max(widest, Math.max(kernelOf.get(l).inputs(), kernelOf.get(l).outputs()));
    }
    // what the heap may lack first: nothing native is left behind then
    this.features = new float[pixels * Math.max(filters, configuration.depthChannels())];
    this.drawing = new float[pixels * configuration.depthChannels()];
    this.row = new float[TILE * widest];
    this.i = new float[TILE * filters];
    this.f = new float[TILE * filters];
    this.g = new float[TILE * filters];
    this.o = new float[TILE * filters];
    this.c = new float[TILE * filters];
    this.h = new float[TILE * filters];
    this.head = convolutions(kernelOf);
  }

  /** Fills in the layers' and returns the head's; where one cannot be made none is left. */
  private Convolution convolutions(List<Convolution.Kernel> kernelOf) {
    int made = 0;
    try {
      for (; made < layers.length; made++) {
        layers[made] = new Convolution(kernelOf.get(made), rows, columns);
      }
      return new Convolution(kernels.head, rows, columns);
    } catch (RuntimeException | Error e) {
      for (int l = 0; l < made; l++) {
        layers[l].close();
      }
      throw e;
    }
  }

  /** Bytes of the largest buffer that a step of frames of this size works on. */
  static long largestBuffer(Configuration configuration, int height, int width) {
    long widest = headInputs(configuration);
    widest = Math.max(widest, configuration.depthChannels());
    for (int l = 0; l < configuration.layers().size(); l++) {
      int filters = configuration.layers().get(l).filters();
      widest = Math.max(widest, Math.max(4L * filters, configuration.inputChannels(l) + filters));
    }
    return Float.BYTES * pixels(configuration, height, width) * widest;
  }

  /** What the convolutions read and write, in bytes. */
  static long nativeBytes(Configuration configuration, int height, int width) {
    long channels = headInputs(configuration) + configuration.depthChannels();
    for (int l = 0; l < configuration.layers().size(); l++) {
      channels += configuration.inputChannels(l) + 5L * configuration.layers().get(l).filters();
    }
    return Float.BYTES * channels * pixels(configuration, height, width);
  }

  /** What a step keeps on the heap, in bytes, but for some tiles. */
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
    return configuration.headChannels() * (configuration.head().memory() + 1L);
  }

  private static long pixels(Configuration configuration, int height, int width) {
    return (long) rows(configuration, height) * rows(configuration, width);
  }

  /** Pixels after space-to-depth along a side of {@code size}; the last patch may stand out. */
  static int rows(Configuration configuration, int size) {
    return (size + configuration.patch() - 1) / configuration.patch();
  }

  boolean fits(State state) {
    return state.height() == height && state.width() == width;
  }

  /** One frame {@code [height, width, channels]} in, the prediction of the next out. */
  void step(State state, float[] frame, float[] prediction) {
    Patches.fold(frame, height, width, configuration.channels(), configuration.patch(), features);
    for (int l = 0; l < layers.length; l++) {
      read(state, l);
      layers[l].run();
      cells(state, l);
      if (kernels.normalizers[l] != null) {
        kernels.normalizers[l].apply(features, pixels);
      }
    }
    if (configuration.head().kind() != Head.Kind.HIDDEN) {
      readHead(state);
    }
    head.run();
    head.output.get(0, drawing);
    Cell.sigmoid(drawing, drawing.length);
    Patches.unfold(
        drawing, height, width, configuration.channels(), configuration.patch(), prediction);
    state.frameSeen();
  }

  /** The convolution's input: the layer below and the hidden state, {@code [pixels, in + F]}. */
  private void read(State state, int l) {
    int below = configuration.inputChannels(l);
    int filters = configuration.layers().get(l).filters();
    int both = below + filters;
    FloatBuffer numbers = state.numbers();
    for (int p = 0; p < pixels; p += TILE) {
      int n = Math.min(TILE, pixels - p);
      numbers.get(state.hiddenAt(l) + p * filters, h, 0, n * filters);
      for (int k = 0; k < n; k++) {
        System.arraycopy(features, (p + k) * below, row, k * both, below);
        System.arraycopy(h, k * filters, row, k * both + below, filters);
      }
      layers[l].input.put(p * both, row, 0, n * both);
    }
  }

  /** The gates: new cell and hidden state into the state, the hidden state into the features. */
  private void cells(State state, int l) {
    int filters = configuration.layers().get(l).filters();
    FloatBuffer numbers = state.numbers();
    for (int p = 0; p < pixels; p += TILE) {
      int n = Math.min(TILE, pixels - p);
      int size = n * filters;
      layers[l].output.get(p * 4 * filters, row, 0, 4 * size);
      numbers.get(state.cellAt(l) + p * filters, c, 0, size);
      for (int k = 0; k < n; k++) {
        System.arraycopy(row, 4 * k * filters, i, k * filters, filters);
        System.arraycopy(row, (4 * k + 1) * filters, f, k * filters, filters);
        System.arraycopy(row, (4 * k + 2) * filters, g, k * filters, filters);
        System.arraycopy(row, (4 * k + 3) * filters, o, k * filters, filters);
      }
      gate(i, size);
      gate(f, size);
      gate(o, size);
      Cell.tanh(g, size);
      Cell.update(i, f, g, o, c, h, size);
      numbers.put(state.cellAt(l) + p * filters, c, 0, size);
      numbers.put(state.hiddenAt(l) + p * filters, h, 0, size);
      System.arraycopy(h, 0, features, p * filters, size);
      if (configuration.head().kind() == Head.Kind.HIDDEN) {
        showHead(l, p, n);
      }
    }
  }

  private void gate(float[] z, int size) {
    if (configuration.gates() == Gates.SIGMOID) {
      Cell.sigmoid(z, size);
    } else {
      Cell.hardSigmoid(z, size);
    }
  }

  /** The hidden head reads every layer: its part of {@code [pixels, sum of filters]}. */
  private void showHead(int l, int p, int n) {
    int filters = configuration.layers().get(l).filters();
    int all = kernels.head.inputs();
    for (int k = 0; k < n; k++) {
      head.input.put((p + k) * all + kernels.headOffsets[l], h, k * filters, filters);
    }
  }

  /** A head with taps in time reads the features remembered, oldest first, then today's. */
  private void readHead(State state) {
    int taps = configuration.head().memory();
    int all = kernels.head.inputs();
    int filters = all / (taps + 1);
    FloatBuffer numbers = state.numbers();
    for (int p = 0; p < pixels; p += TILE) {
      int n = Math.min(TILE, pixels - p);
      for (int tap = 0; tap < taps; tap++) {
        numbers.get(state.featuresAt(taps - tap) + p * filters, h, 0, n * filters);
        for (int k = 0; k < n; k++) {
          System.arraycopy(h, k * filters, row, k * all + tap * filters, filters);
        }
      }
      for (int k = 0; k < n; k++) {
        System.arraycopy(features, (p + k) * filters, row, k * all + taps * filters, filters);
      }
      head.input.put(p * all, row, 0, n * all);
      if (taps > 0) {
        numbers.put(state.featuresAt(0) + p * filters, features, p * filters, n * filters);
      }
    }
  }

  @Override
  public void close() {
    for (Convolution layer : layers) {
      layer.close();
    }
    head.close();
  }
}
