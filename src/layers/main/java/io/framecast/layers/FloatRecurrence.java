package io.framecast.layers;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The fast recurrence. Each frame is one convolution of {@code [x | h]} with the two kernels
 * stacked, and going back one convolution gradient, so that a frame's numbers are still in the
 * cache when the gates need them; measured on 2 cores this beat batching the input convolutions
 * over time. Clips are dealt in {@linkplain FloatClips groups} to the workers; what groups add up
 * is added in their order, so a result depends on the inputs and on the number of cores only.
 */
final class FloatRecurrence implements Recurrence {
  /** A group's gates should stay in a core's second-level cache. */
  private static final int CACHE_BYTES = 1 << 20;

  private final Geometry sizes;
  private final int stacked; // channels of [x | h]
  private final INDArray kernel; // [kernelHeight, kernelWidth, stacked, 4 * filters]
  private final INDArray bias; // [4 * filters]
  private final float[] kernelValues;
  private final List<FloatClips> groups = new ArrayList<>();

  FloatRecurrence(Geometry sizes, boolean keep) {
    this.sizes = sizes;
    stacked = sizes.channels() + sizes.filters();
    kernel =
        Native.floats(sizes.kernelHeight(), sizes.kernelWidth(), stacked, 4L * sizes.filters());
    bias = Native.floats(4L * sizes.filters());
    kernelValues = new float[sizes.taps() * stacked * 4 * sizes.filters()];
    int count = groupCount();
    for (int group = 0; group < count; group++) {
      int first = group * sizes.clips() / count;
      int end = (group + 1) * sizes.clips() / count;
      groups.add(new FloatClips(sizes, stacked, first, end - first, kernel, bias, keep));
    }
  }

  private int groupCount() {
    long clipBytes = 4L * 4 * sizes.filters() * sizes.pixels();
    int clipsInCache = (int) Math.max(1, CACHE_BYTES / clipBytes);
    int needed = (sizes.clips() + clipsInCache - 1) / clipsInCache;
    int threads = Threads.used();
    int balanced = (needed + threads - 1) / threads * threads;
    return Math.min(sizes.clips(), balanced);
  }

  @Override
  public void forward(
      Kernels kernels, INDArray x, INDArray hidden, @Nullable CarriedState state, boolean keep) {
    stack(kernels);
    FloatBuffer from = Native.memory(x);
    FloatBuffer to = Native.memory(hidden);
    FloatBuffer h = state == null ? null : Native.memory(state.hidden());
    FloatBuffer c = state == null ? null : Native.memory(state.cell());
    try {
      Workers.each(groups.size(), group -> groups.get(group).forward(from, to, h, c));
    } finally { // a buffer alone does not keep its memory from being freed
      Reference.reachabilityFence(x);
      Reference.reachabilityFence(hidden);
      Reference.reachabilityFence(state);
    }
  }

  @Override
  public void backward(INDArray hiddenGradient, INDArray xGradient, Kernels gradients) {
    FloatBuffer from = Native.memory(hiddenGradient);
    FloatBuffer to = Native.memory(xGradient);
    try {
      Workers.each(groups.size(), group -> groups.get(group).backward(from, to));
    } finally {
      Reference.reachabilityFence(hiddenGradient);
      Reference.reachabilityFence(xGradient);
    }
    float[] kernelSum = groups.get(0).kernelGradient();
    float[] biasSum = groups.get(0).biasGradient();
    for (FloatClips group : groups.subList(1, groups.size())) {
      Gates.add(kernelSum, group.kernelGradient(), 0, kernelSum.length);
      Gates.add(biasSum, group.biasGradient(), 0, biasSum.length);
    }
    int gates = 4 * sizes.filters();
    FloatBuffer input = Native.memory(gradients.input());
    FloatBuffer recurrent = Native.memory(gradients.recurrent());
    int inputRows = sizes.channels() * gates;
    int recurrentRows = sizes.filters() * gates;
    for (int tap = 0; tap < sizes.taps(); tap++) {
      int end = (tap + 1) * stacked * gates;
      input.put(tap * inputRows, kernelSum, tap * stacked * gates, inputRows);
      recurrent.put(tap * recurrentRows, kernelSum, end - recurrentRows, recurrentRows);
    }
    Native.memory(gradients.bias()).put(0, biasSum);
  }

  private void stack(Kernels kernels) {
    int gates = 4 * sizes.filters();
    FloatBuffer input = Native.memory(kernels.input());
    FloatBuffer recurrent = Native.memory(kernels.recurrent());
    int inputRows = sizes.channels() * gates;
    int recurrentRows = sizes.filters() * gates;
    for (int tap = 0; tap < sizes.taps(); tap++) {
      int end = (tap + 1) * stacked * gates;
      input.get(tap * inputRows, kernelValues, tap * stacked * gates, inputRows);
      recurrent.get(tap * recurrentRows, kernelValues, end - recurrentRows, recurrentRows);
    }
    Native.memory(kernel).put(0, kernelValues);
    float[] biasValues = new float[gates];
    Native.memory(kernels.bias()).get(0, biasValues);
    Native.memory(bias).put(0, biasValues);
  }

  @Override
  public void close() {
    groups.forEach(FloatClips::close);
    kernel.close();
    bias.close();
  }
}
