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

/** Wraps what the layers use of ND4J: contiguous arrays, their memory and two operations. */
final class Nd4jOps {
  private Nd4jOps() {}

  /** Creates an array that belongs to no workspace. */
  @SuppressWarnings("try") // the scope only has to be open
  static INDArray outsideWorkspaces(Supplier<INDArray> create) {
    try (MemoryWorkspace scope = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return create.get();
    }
  }

  /** Creates a float array of zeros that belongs to no workspace; the caller closes it. */
  static INDArray floats(long... shape) {
    return zeros(DataType.FLOAT, shape);
  }

  /** Creates an array of zeros like {@link #floats}, of any type. */
  static INDArray zeros(DataType type, long... shape) {
    return outsideWorkspaces(() -> Nd4j.create(type, shape, 'c'));
  }

  /** Returns the array if it is contiguous in C order and of this type, otherwise such a copy. */
  static INDArray contiguous(INDArray array, DataType type) {
    INDArray typed = array.castTo(type);
    if (typed.ordering() == 'c' && Shape.hasDefaultStridesForShape(typed)) {
      return typed;
    }
    return outsideWorkspaces(() -> typed.dup('c'));
  }

  /**
   * Returns the memory of a contiguous array of floats; index 0 is its first element. The buffer
   * does not keep the array alive: the caller must.
   */
  static FloatBuffer floatBuffer(INDArray array) {
    if (array.length() > Integer.MAX_VALUE / Float.BYTES) {
      throw new DL4JInvalidInputException(
          "expected at most 2 GiB in one activation, found "
              + Arrays.toString(array.shape())
              + " floats; use fewer or shorter clips in a batch");
    }
    return array.data().asNioFloat().slice();
  }

  /**
   * Prepares a 'same' cross-correlation of {@code [n, height, width, in]} with stride 1; the kernel
   * is {@code [kernelHeight, kernelWidth, in, out]}.
   */
  static CustomOp convolution(INDArray x, INDArray kernel, @Nullable INDArray bias, INDArray out) {
    INDArray[] inputs =
        bias == null ? new INDArray[] {x, kernel} : new INDArray[] {x, kernel, bias};
    return op("conv2d", kernel, inputs, out);
  }

  /** Prepares the gradients of {@link #convolution} with respect to {@code x} and the kernel. */
  static CustomOp convolutionGradient(
      INDArray x, INDArray kernel, INDArray gradient, INDArray xGradient, INDArray kernelGradient) {
    INDArray[] inputs = {x, kernel, gradient};
    return op("conv2d_bp", kernel, inputs, xGradient, kernelGradient);
  }

  private static CustomOp op(String name, INDArray kernel, INDArray[] inputs, INDArray... outputs) {
    int height = (int) kernel.size(0);
    int width = (int) kernel.size(1);
    return DynamicCustomOp.builder(name)
        // kernel, stride, no padding of its own, no dilation, 'same', channels last, [kh,kw,in,out]
        .addIntegerArguments(height, width, 1, 1, 0, 0, 1, 1, 1, 1, 0)
        .addInputs(inputs)
        .addOutputs(outputs)
        .build();
  }
}
