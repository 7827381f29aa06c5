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
 * A stream served by ONNX Runtime: the rival in the benchmark. One thread, all optimisations, and
 * nothing is copied but the frame and its prediction: the state goes to and fro between two sets of
 * tensors.
 */
final class OnnxStep implements AutoCloseable {
  private static final OrtEnvironment RUNTIME = OrtEnvironment.getEnvironment();

  private final OrtSession session;
  private final FloatBuffer frame;
  private final FloatBuffer prediction;
  private final List<Map<String, OnnxTensor>> inputs = List.of(new HashMap<>(), new HashMap<>());
  private final List<Map<String, OnnxValue>> outputs = List.of(new HashMap<>(), new HashMap<>());
  private final List<OnnxTensor> tensors = new ArrayList<>();
  private int turn;

  /** A stream of frames of this size that has seen none. */
  OnnxStep(Weights weights, int height, int width) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    session = RUNTIME.createSession(OnnxModel.of(weights, height, width), options);
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

  /** Two tensors; each is what comes in when the other one is what comes out. */
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

  /** One frame of one channel in, the prediction of the next out. */
  void next(float[] in, float[] out) throws OrtException {
    frame.put(0, in);
    session.run(inputs.get(turn), outputs.get(turn)).close();
    prediction.get(0, out);
    turn = 1 - turn;
  }

  @Override
  public void close() throws OrtException {
    tensors.forEach(OnnxTensor::close);
    session.close();
  }
}
