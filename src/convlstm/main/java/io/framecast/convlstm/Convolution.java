package io.framecast.convlstm;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Computes one 'same' convolution of fixed sizes with its input and output in native memory. It
 * calls the op through a prepared context, so a call allocates nothing. The layout is channels
 * last: ND4J's oneDNN build reaches 250 GFLOP/s a core with it, and 200 with channels first.
 */
final class Convolution implements AutoCloseable {

  private static final NativeOps OPS;
  private static final long CONV2D;

  static {
    NativeLibrary.logBuild();
    OPS = NativeOpsHolder.getInstance().getDeviceNativeOps();
    CONV2D = DynamicCustomOp.builder("conv2d").build().opHash();
  }

  private final INDArray in;
  private final INDArray out;
  private final OpContext context; // must stay reachable: it owns the pointer below
  private final Pointer contextPointer;
  final FloatBuffer input; // [height, width, inputs]
  final FloatBuffer output; // [height, width, outputs]

  Convolution(PackedKernel kernel, int height, int width) {
    in = Nd4j.create(DataType.FLOAT, 1, height, width, kernel.inputs());
    out = Nd4j.create(DataType.FLOAT, 1, height, width, kernel.outputs());
    input = ((FloatPointer) in.data().pointer()).asBuffer();
    output = ((FloatPointer) out.data().pointer()).asBuffer();
    context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(in, kernel.weights(), kernel.bias());
    context.setOutputArrays(out);
    // kernel, stride, padding, dilation, then: 'same', channels last, weights [kh, kw, in, out];
    // gaps of a dilation are in the packed kernel
    context.setIArguments(kernel.rows(), kernel.columns(), 1, 1, 0, 0, 1, 1, 1, 1, 0);
    contextPointer = context.contextPointer();
  }

  /** Computes the output from the input on the calling thread. */
  void run() {
    int status = OPS.execCustomOp2(null, CONV2D, contextPointer);
    if (status != 0) {
      throw new IllegalStateException("native convolution failed: " + OPS.lastErrorMessage());
    }
  }

  /** Sets the OpenMP threads of the calling thread and returns the previous number. */
  static int setThreads(int count) {
    int before = OPS.ompGetMaxThreads();
    OPS.setOmpNumThreads(count);
    return before;
  }

  @Override
  public void close() {
    context.purge();
    in.close();
    out.close();
  }
}
