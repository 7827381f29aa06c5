package io.framecast.convlstm;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Computes several matrix products of one shape at once by oneDNN: {@code [batch, rows, inner] x
 * [batch, inner, columns]}. oneDNN's matmul reaches its peak with matrices in C order, so nothing
 * is packed.
 */
final class BatchedProduct implements AutoCloseable {
  private final List<Pointer> owned = new ArrayList<>();
  private final matmul product;
  private final stream onCpu;
  private final IntMemoryMap arguments;

  /** Creates the product of arrays in C order, which stay the caller's. */
  BatchedProduct(engine cpu, INDArray left, INDArray right, INDArray result) {
    memory.desc leftShape = shape(left);
    memory.desc rightShape = shape(right);
    memory.desc resultShape = shape(result);
    onCpu = own(new stream(cpu));
    product =
        own(
            new matmul(
                own(
                    new matmul.primitive_desc(
                        own(new matmul.desc(leftShape, rightShape, resultShape)), cpu))));
    arguments = own(new IntMemoryMap());
    arguments.put(dnnl.DNNL_ARG_SRC, own(new memory(leftShape, cpu, pointer(left))));
    arguments.put(dnnl.DNNL_ARG_WEIGHTS, own(new memory(rightShape, cpu, pointer(right))));
    arguments.put(dnnl.DNNL_ARG_DST, own(new memory(resultShape, cpu, pointer(result))));
  }

  private memory.desc shape(INDArray array) {
    return own(new memory.desc(array.shape(), memory.data_type.f32, memory.format_tag.abc));
  }

  private <T extends Pointer> T own(T pointer) {
    owned.add(pointer);
    return pointer;
  }

  private static FloatPointer pointer(INDArray array) {
    return (FloatPointer) array.data().pointer();
  }

  /** Throws if the library does not compute a small product as it should. */
  static void tryOne(engine cpu) {
    try (INDArray left = Nd4j.createFromArray(new float[] {1, 2, 3}).reshape(1, 1, 3);
        INDArray right = Nd4j.createFromArray(new float[] {4, 5, 6}).reshape(1, 3, 1);
        INDArray result = Nd4j.createFromArray(new float[1]).reshape(1, 1, 1);
        BatchedProduct product = new BatchedProduct(cpu, left, right, result)) {
      product.run();
      if (result.getFloat(0) != 32) {
        throw new IllegalStateException(
            "expected 32 of a small product, found " + result.getFloat(0));
      }
    }
  }

  /** Computes the result on the calling thread. */
  void run() {
    product.execute(onCpu, arguments);
  }

  @Override
  public void close() {
    owned.forEach(Pointer::close);
  }
}
