package io.framecast.convlstm;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes a stream with ONNX Runtime, for comparison in the benchmark. It uses one thread and all
 * optimisations. Only the frame and its prediction are copied: two sets of tensors alternate as
 * input state and output state.
 */
final class OnnxStep implements AutoCloseable {
  private static final OrtEnvironment RUNTIME = OrtEnvironment.getEnvironment();

  private final OrtSession session;
  private final FloatBuffer frame;
  private final FloatBuffer prediction;
  private final List<Map<String, OnnxTensor>> inputs = List.of(new HashMap<>(), new HashMap<>());
  private final List<Map<String, OnnxValue>> outputs = List.of(new HashMap<>(), new HashMap<>());
  private final List<OnnxTensor> tensors = new ArrayList<>();
  private int current;

  /** Creates a stream with a zero state for frames of this size. */
  OnnxStep(Weights weights, int height, int width) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    session =
        RUNTIME.createSession(OnnxModel.of(weights, LayersForm.keras(), height, width), options);
    long[] shape = shape("frame");
    frame = buffer(shape);
    prediction = buffer(shape);
    OnnxTensor in = tensor(frame, shape);
    OnnxTensor out = tensor(prediction, shape);
    for (int t = 0; t < 2; t++) {
      inputs.get(t).put("frame", in);
      outputs.get(t).put("prediction", out);
    }
    for (String name : session.getInputNames()) {
      if (!name.equals("frame")) {
        state(name);
      }
    }
  }

  private long[] shape(String input) throws OrtException {
    return ((TensorInfo) session.getInputInfo().get(input).getInfo()).getShape();
  }

  private OnnxTensor tensor(FloatBuffer values, long[] shape) throws OrtException {
    OnnxTensor tensor = OnnxTensor.createTensor(RUNTIME, values, shape);
    tensors.add(tensor);
    return tensor;
  }

  /** Creates two tensors that alternate as input and output. */
  private void state(String name) throws OrtException {
    long[] shape = shape(name);
    for (int t = 0; t < 2; t++) {
      OnnxTensor tensor = tensor(buffer(shape), shape);
      inputs.get(t).put(name, tensor);
      outputs.get(1 - t).put(name + "'", tensor);
    }
  }

  private static FloatBuffer buffer(long[] shape) {
    long size = 1;
    for (long side : shape) {
      size *= side;
    }
    return ByteBuffer.allocateDirect((int) size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Advances the stream by a frame of one channel and predicts the next one. */
  void next(float[] in, float[] out) throws OrtException {
    frame.put(0, in);
    session.run(inputs.get(current), outputs.get(current)).close();
    prediction.get(0, out);
    current = 1 - current;
  }

  @Override
  public void close() throws OrtException {
    tensors.forEach(OnnxTensor::close);
    session.close();
  }
}
