package io.framecast.convlstm;

import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.LayersForm.Normalization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * Builds one step of a network as an ONNX graph in the form that ONNX Runtime computes fastest:
 * channels first, one convolution over {@code [x | h]} per layer. It supports networks without
 * patches, with batch normalisation and a convolutional head.
 *
 * <p>The inputs are {@code frame, c0, h0, c1, ... , features}. The outputs are {@code prediction}
 * and the new state under the inputs' names with a prime.
 */
final class OnnxModel {
  private static final int OPERATORS = 18;
  private static final int FORMAT = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("step");
  private final Weights weights;
  private final int height;
  private final int width;

  private OnnxModel(Weights weights, int height, int width) {
    this.weights = weights;
    this.height = height;
    this.width = width;
  }

  /**
   * Returns the model.
   *
   * @param form of the weights' configuration
   */
  static byte[] of(Weights weights, LayersForm form, int height, int width) {
    if (!form.toConfiguration().equals(weights.configuration())
        || form.patch() != 1
        || form.normalization() != Normalization.BATCH
        || form.head().kind() != Head.Kind.SAME
        || form.head().depth() != 3) {
      throw new IllegalArgumentException("expected a network like keras(), found " + form);
    }
    OnnxModel model = new OnnxModel(weights, height, width);
    model.build(form);
    return ModelProto.newBuilder()
        .setIrVersion(FORMAT)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
        .setGraph(model.graph)
        .build()
        .toByteArray();
  }

  private void build(LayersForm c) {
    graph.addInput(value("frame", c.channels()));
    String x = "frame";
    int below = c.channels();
    for (int l = 0; l < c.layers().size(); l++) {
      x = layer(c, l, x, below);
      below = c.layers().get(l).filters();
    }
    graph.addInput(value("features", below));
    head(c, x, below);
  }

  /** Adds a layer and returns the name of its normalised output. */
  private String layer(LayersForm c, int l, String x, int below) {
    Layer layer = c.layers().get(l);
    int filters = layer.filters();
    graph.addInput(value("c" + l, filters)).addInput(value("h" + l, filters));
    graph.addOutput(value("c" + l + "'", filters)).addOutput(value("h" + l + "'", filters));
    String name = "layers." + l + ".";
    float[] x2z = weights.tensor(name + "kernel");
    float[] h2z = weights.tensor(name + "recurrent_kernel");
    tensor(
        "w" + l,
        channelsFirst(List.of(x2z, h2z), List.of(below, filters), 4 * filters, layer.kernel()),
        4 * filters,
        below + filters,
        layer.kernel(),
        layer.kernel());
    tensor("b" + l, weights.tensor(name + "bias"), 4 * filters);
    node("Concat", List.of(x, "h" + l), List.of("xh" + l), integer("axis", 1));
    convolve("xh" + l, "w" + l, "b" + l, "z" + l, layer.kernel());
    List<String> gates = List.of("zi" + l, "zf" + l, "zg" + l, "zo" + l);
    node("Split", List.of("z" + l), gates, integer("axis", 1), integer("num_outputs", 4));
    for (String gate : List.of("i", "f", "o")) {
      if (c.gates() == Activation.HARD_SIGMOID) {
        node(
            "HardSigmoid",
            List.of("z" + gate + l),
            List.of(gate + l),
            number("alpha", 0.2f),
            number("beta", 0.5f));
      } else {
        node("Sigmoid", List.of("z" + gate + l), List.of(gate + l));
      }
    }
    node("Tanh", List.of("zg" + l), List.of("g" + l));
    node("Mul", List.of("f" + l, "c" + l), List.of("fc" + l));
    node("Mul", List.of("i" + l, "g" + l), List.of("ig" + l));
    node("Add", List.of("fc" + l, "ig" + l), List.of("c" + l + "'"));
    node("Tanh", List.of("c" + l + "'"), List.of("t" + l));
    node("Mul", List.of("o" + l, "t" + l), List.of("h" + l + "'"));
    List<String> inputs = new ArrayList<>(List.of("h" + l + "'"));
    for (String part : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
      tensor(part + l, weights.tensor(name + "norm." + part), filters);
      inputs.add(part + l);
    }
    String out = l == c.layers().size() - 1 ? "features'" : "y" + l;
    node("BatchNormalization", inputs, List.of(out), number("epsilon", (float) c.epsilon()));
    return out;
  }

  private void head(LayersForm c, String newest, int filters) {
    int k = c.head().kernel();
    int tap = k * k * filters * c.channels();
    float[] kernel = weights.tensor("head.kernel");
    List<float[]> taps = new ArrayList<>();
    for (int t = 0; t < 2; t++) {
      float[] one = new float[tap];
      System.arraycopy(kernel, t * tap, one, 0, tap);
      taps.add(one);
    }
    float[] both = channelsFirst(taps, List.of(filters, filters), c.channels(), k);
    tensor("w", both, c.channels(), 2 * filters, k, k);
    tensor("b", weights.tensor("head.bias"), c.channels());
    node("Concat", List.of("features", newest), List.of("taps"), integer("axis", 1));
    convolve("taps", "w", "b", "z", k);
    node("Sigmoid", List.of("z"), List.of("prediction"));
    graph.addOutput(value("prediction", c.channels())).addOutput(value("features'", filters));
  }

  /** Concatenates kernels {@code [k, k, in, out]} along {@code in} to {@code [out, in, k, k]}. */
  private static float[] channelsFirst(
      List<float[]> kernels, List<Integer> inputs, int out, int k) {
    int all = inputs.stream().mapToInt(Integer::intValue).sum();
    float[] turned = new float[out * all * k * k];
    int before = 0;
    for (int part = 0; part < kernels.size(); part++) {
      int in = inputs.get(part);
      for (int p = 0; p < k * k; p++) {
        for (int i = 0; i < in; i++) {
          for (int o = 0; o < out; o++) {
            turned[(o * all + before + i) * k * k + p] = kernels.get(part)[(p * in + i) * out + o];
          }
        }
      }
      before += in;
    }
    return turned;
  }

  private void convolve(String x, String w, String b, String out, int k) {
    AttributeProto.Builder pads =
        AttributeProto.newBuilder().setName("pads").setType(AttributeProto.AttributeType.INTS);
    for (int side = 0; side < 4; side++) {
      pads.addInts(k / 2);
    }
    node("Conv", List.of(x, w, b), List.of(out), pads);
  }

  private void node(
      String type, List<String> inputs, List<String> outputs, AttributeProto.Builder... how) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(outputs.get(0))
            .addAllInput(inputs)
            .addAllOutput(outputs);
    for (AttributeProto.Builder attribute : how) {
      node.addAttribute(attribute);
    }
    graph.addNode(node);
  }

  private static AttributeProto.Builder integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value);
  }

  private static AttributeProto.Builder number(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value);
  }

  private void tensor(String name, float[] values, int... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .setRawData(ByteString.copyFrom(bytes));
    for (int side : shape) {
      tensor.addDims(side);
    }
    graph.addInitializer(tensor);
  }

  private ValueInfoProto.Builder value(String name, int channels) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long side : new long[] {1, channels, height, width}) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(side));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor));
  }
}
