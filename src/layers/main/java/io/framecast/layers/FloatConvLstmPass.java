package io.framecast.layers;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes the pass fast, in floats. Each frame is one convolution of {@code [x | h]} with the two
 * kernels stacked, and one convolution gradient in the backward pass. So the values of a frame are
 * still in the cache when the gates need them. On 2 cores this is faster than batching the input
 * convolutions over time.
 *
 * <p>The workers compute the clips in {@linkplain ClipGroup groups}. The sums of the groups are
 * added in a fixed order, so a result depends only on the inputs and on the number of cores.
 */
final class FloatConvLstmPass implements ConvLstmPass {
  /** The gates of a group should fit a core's second-level cache. */
  private static final int CACHE_BYTES = 1 << 20;

  private final ConvLstmShape sizes;
  private final INDArray kernel; // [kernelHeight, kernelWidth, stacked, 4 * filters]
  private final INDArray bias; // [4 * filters]
  private final @Nullable PeepholeWeights peepholes;
  private final float[] kernelValues;
  private final List<ClipGroup> groups = new ArrayList<>();

  FloatConvLstmPass(ConvLstmShape sizes, boolean keepForBackward) {
    this.sizes = sizes;
    long gates = 4L * sizes.filters();
    kernel = Nd4jOps.floats(sizes.kernelHeight(), sizes.kernelWidth(), sizes.stacked(), gates);
    bias = Nd4jOps.floats(gates);
    peepholes = PeepholeWeights.of(sizes);
    kernelValues = new float[(int) kernel.length()];
    int count = groupCount();
    for (int group = 0; group < count; group++) {
      int first = group * sizes.clips() / count;
      int end = (group + 1) * sizes.clips() / count;
      groups.add(
          new ClipGroup(sizes, first, end - first, kernel, bias, peepholes, keepForBackward));
    }
  }

  private int groupCount() {
    long clipBytes = 4L * 4 * sizes.filters() * sizes.pixels();
    int clipsInCache = (int) Math.max(1, CACHE_BYTES / clipBytes);
    int needed = (sizes.clips() + clipsInCache - 1) / clipsInCache;
    int threads = Threads.threads();
    int balanced = (needed + threads - 1) / threads * threads;
    return Math.min(sizes.clips(), balanced);
  }

  @Override
  public void forward(
      Parameters parameters,
      INDArray x,
      INDArray hidden,
      @Nullable CarriedState state,
      boolean keepForBackward) {
    stack(parameters);
    FloatBuffer from = Nd4jOps.floatBuffer(x);
    FloatBuffer to = Nd4jOps.floatBuffer(hidden);
    FloatBuffer h = state == null ? null : Nd4jOps.floatBuffer(state.hidden());
    FloatBuffer c = state == null ? null : Nd4jOps.floatBuffer(state.cell());
    try {
      ClipWorkers.forEach(groups.size(), group -> groups.get(group).forward(from, to, h, c));
    } finally { // a buffer does not keep the memory of its array alive
      Reference.reachabilityFence(x);
      Reference.reachabilityFence(hidden);
      Reference.reachabilityFence(state);
    }
  }

  @Override
  public void backward(
      INDArray hiddenGradient,
      INDArray xGradient,
      Parameters gradients,
      @Nullable CarriedState state) {
    FloatBuffer from = Nd4jOps.floatBuffer(hiddenGradient);
    FloatBuffer to = Nd4jOps.floatBuffer(xGradient);
    FloatBuffer h = state == null ? null : Nd4jOps.floatBuffer(state.hidden());
    FloatBuffer c = state == null ? null : Nd4jOps.floatBuffer(state.cell());
    try {
      ClipWorkers.forEach(groups.size(), group -> groups.get(group).backward(from, to, h, c));
    } finally {
      Reference.reachabilityFence(hiddenGradient);
      Reference.reachabilityFence(xGradient);
      Reference.reachabilityFence(state);
    }
    float[] kernelSum = groups.get(0).kernelGradient();
    float[] biasSum = groups.get(0).biasGradient();
    for (ClipGroup group : groups.subList(1, groups.size())) {
      GateMath.add(kernelSum, group.kernelGradient(), 0, kernelSum.length);
      GateMath.add(biasSum, group.biasGradient(), 0, biasSum.length);
    }
    int gates = 4 * sizes.filters();
    FloatBuffer input = gradients.input() == null ? null : Nd4jOps.floatBuffer(gradients.input());
    FloatBuffer recurrent = Nd4jOps.floatBuffer(gradients.recurrent());
    int inputRows = sizes.channels() * gates;
    int recurrentRows = sizes.filters() * gates;
    int rows = inputRows + recurrentRows;
    for (int tap = 0; tap < sizes.taps(); tap++) {
      int end = (tap + 1) * rows;
      if (input != null) {
        input.put(tap * inputRows, kernelSum, tap * rows, inputRows);
      }
      recurrent.put(tap * recurrentRows, kernelSum, end - recurrentRows, recurrentRows);
    }
    Nd4jOps.floatBuffer(gradients.bias()).put(0, biasSum);
    if (peepholes != null && gradients.peepholes() != null) {
      writePeepholeGradient(peepholes, Nd4jOps.floatBuffer(gradients.peepholes()));
    }
  }

  private void writePeepholeGradient(PeepholeWeights weights, FloatBuffer to) {
    float[][] sum = groups.get(0).peepholeGradient();
    for (ClipGroup group : groups.subList(1, groups.size())) {
      for (int gate = 0; gate < sum.length; gate++) {
        GateMath.add(sum[gate], group.peepholeGradient()[gate], 0, sum[gate].length);
      }
    }
    weights.write(sum, to);
  }

  private void stack(Parameters parameters) {
    int gates = 4 * sizes.filters();
    FloatBuffer input = parameters.input() == null ? null : Nd4jOps.floatBuffer(parameters.input());
    FloatBuffer recurrent = Nd4jOps.floatBuffer(parameters.recurrent());
    int inputRows = sizes.channels() * gates;
    int recurrentRows = sizes.filters() * gates;
    int rows = inputRows + recurrentRows;
    for (int tap = 0; tap < sizes.taps(); tap++) {
      int end = (tap + 1) * rows;
      if (input != null) {
        input.get(tap * inputRows, kernelValues, tap * rows, inputRows);
      }
      recurrent.get(tap * recurrentRows, kernelValues, end - recurrentRows, recurrentRows);
    }
    Nd4jOps.floatBuffer(kernel).put(0, kernelValues);
    float[] biasValues = new float[gates];
    Nd4jOps.floatBuffer(parameters.bias()).get(0, biasValues);
    Nd4jOps.floatBuffer(bias).put(0, biasValues);
    if (peepholes != null && parameters.peepholes() != null) {
      peepholes.read(Nd4jOps.floatBuffer(parameters.peepholes()));
    }
  }

  @Override
  public void close() {
    groups.forEach(ClipGroup::close);
    kernel.close();
    bias.close();
  }
}
