package io.framecast.layers;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/** The few things asked of ND4J: contiguous float arrays, their memory, and two operations. */
final class Native {
  private Native() {}

  /** What is made here lies in no workspace. */
  @SuppressWarnings("try") // the scope is meant to be open, not to be used
  static INDArray outside(Supplier<INDArray> make) {
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return make.get();
    }
  }

  /** A new float array that belongs to no workspace: the caller closes it. */
  static INDArray floats(long... shape) {
    return zeros(DataType.FLOAT, shape);
  }

  /** As {@link #floats}, of any type. */
  static INDArray zeros(DataType type, long... shape) {
    return outside(() -> Nd4j.create(type, shape, 'c'));
  }

  /** The array itself where its elements lie in C order without gaps, else such a copy of it. */
  static INDArray contiguous(INDArray array, DataType type) {
    INDArray typed = array.castTo(type);
    if (typed.ordering() == 'c' && Shape.hasDefaultStridesForShape(typed)) {
      return typed;
    }
    return outside(() -> typed.dup('c'));
  }

  /**
   * The memory of a contiguous array of floats, index 0 being its first element. It does not keep
   * the array from being freed: that is up to whoever holds the buffer.
   */
  static FloatBuffer memory(INDArray array) {
    if (array.length() > Integer.MAX_VALUE / Float.BYTES) {
      throw new DL4JInvalidInputException(
          "expected at most 2 GiB in one activation, found "
              + Arrays.toString(array.shape())
              + " floats; use fewer or shorter clips in a batch");
    }
    return array.data().asNioFloat().slice();
  }

  /** Cross-correlation over {@code [n, height, width, in]}, 'same', stride 1. */
  static CustomOp convolution(
      int kernelHeight,
      int kernelWidth,
      INDArray x,
      INDArray kernel,
      @Nullable INDArray bias,
      INDArray out) {
    INDArray[] inputs =
        bias == null ? new INDArray[] {x, kernel} : new INDArray[] {x, kernel, bias};
    return op("conv2d", kernelHeight, kernelWidth, inputs, out);
  }

  /** The gradients of {@link #convolution} with respect to {@code x} and the kernel. */
  static CustomOp convolutionGradient(
      int kernelHeight,
      int kernelWidth,
      INDArray x,
      INDArray kernel,
      INDArray gradient,
      INDArray xGradient,
      INDArray kernelGradient) {
    INDArray[] inputs = {x, kernel, gradient};
    return op("conv2d_bp", kernelHeight, kernelWidth, inputs, xGradient, kernelGradient);
  }

  private static CustomOp op(
      String name, int kernelHeight, int kernelWidth, INDArray[] inputs, INDArray... outputs) {
    return DynamicCustomOp.builder(name)
        // kernel, stride, no padding of its own, no dilation, 'same', channels last, [kh,kw,in,out]
        .addIntegerArguments(kernelHeight, kernelWidth, 1, 1, 0, 0, 1, 1, 1, 1, 0)
        .addInputs(inputs)
        .addOutputs(outputs)
        .build();
  }
}
