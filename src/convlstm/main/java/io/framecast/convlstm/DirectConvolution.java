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
 * Computes every product of a convolution by ND4J's conv2d, with input and output in native memory.
 * It calls the op through a prepared context, so a call allocates nothing. The layout is channels
 * last: ND4J's oneDNN build reaches 250 GFLOP/s a core with it, and 200 with channels first.
 */
final class DirectConvolution implements Convolution {

  private static final NativeOps OPS;
  private static final long CONV2D;

  static {
    NativeLibrary.logBuild();
    Nd4j.getExecutioner(); // initialises the library, whichever class of ND4J is used first
    OPS = NativeOpsHolder.getInstance().getDeviceNativeOps();
    CONV2D = DynamicCustomOp.builder("conv2d").build().opHash();
  }

  private final INDArray in;
  private final INDArray out;
  private final OpContext context; // must stay reachable: it owns the pointer below
  private final Pointer contextPointer;
  private final FloatBuffer input; // [rows, columns, inputs]
  private final FloatBuffer output; // [rows, columns, outputs]
  private final int inputs;
  private final int outputs;
  private final int pixels;
  private final float[] tile;

  DirectConvolution(DirectKernel kernel, int rows, int columns) {
    pixels = rows * columns;
    inputs = kernel.inputs();
    outputs = kernel.outputs();
    tile = new float[Workspace.TILE * outputs];
    in = Nd4j.create(DataType.FLOAT, 1, rows, columns, inputs);
    out = Nd4j.create(DataType.FLOAT, 1, rows, columns, outputs);
    input = ((FloatPointer) in.data().pointer()).asBuffer();
    output = ((FloatPointer) out.data().pointer()).asBuffer();
    context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(in, kernel.weights(), kernel.bias());
    context.setOutputArrays(out);
    // kernel, stride, padding, dilation, then: 'same', channels last, weights [kh, kw, in, out];
    // gaps of a dilation are in the stacked kernel
    context.setIArguments(kernel.rows(), kernel.columns(), 1, 1, 0, 0, 1, 1, 1, 1, 0);
    contextPointer = context.contextPointer();
  }

  @Override
  public void put(int p, int n, float[] values) {
    input.put(p * inputs, values, 0, n * inputs);
  }

  @Override
  public void run(State state, OutputReader reader) {
    int status = OPS.execCustomOp2(null, CONV2D, contextPointer);
    if (status != 0) {
      throw new IllegalStateException("native convolution failed: " + OPS.lastErrorMessage());
    }
    for (int p = 0; p < pixels; p += Workspace.TILE) {
      int n = Math.min(Workspace.TILE, pixels - p);
      output.get(p * outputs, tile, 0, n * outputs);
      reader.read(state, p, n, tile);
    }
  }

  /** Returns the native bytes of input and output. */
  static long nativeBytes(long pixels, int inputs, int outputs) {
    return Float.BYTES * pixels * (inputs + outputs);
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
