package io.framecast.layers;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** Builds the networks of the tests and the benchmark. */
final class Networks {
  private Networks() {}

  static InputType clips(int height, int width, int channels) {
    return InputType.convolutional3D(Convolution3D.DataFormat.NDHWC, 15, height, width, channels);
  }

  /**
   * Builds two cells with layer normalisation between them and a 1x1 head on both hidden states.
   */
  static ComputationGraph squares(
      DataType type, IUpdater updater, InputType clips, int filters, boolean stateful) {
    long channels = ((InputType.InputTypeConvolutional3D) clips).getChannels();
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .dataType(type)
            .updater(updater)
            .graphBuilder()
            .addInputs("clip")
            .addLayer(
                "lstm0",
                new ConvLSTM2D.Builder().nOut(filters).kernelSize(3).stateful(stateful).build(),
                "clip")
            .addLayer("norm0", new LayerNormalization5D.Builder().build(), "lstm0")
            .addLayer(
                "lstm1",
                new ConvLSTM2D.Builder().nOut(filters).kernelSize(3).stateful(stateful).build(),
                "norm0")
            .addVertex("both", new MergeChannels(), "lstm0", "lstm1")
            .addLayer(
                "head",
                new CausalConvolution3D.Builder().nOut(channels).biasInit(-2.8).build(),
                "both")
            .addLayer("loss", new BinaryCrossEntropy5D.Builder().build(), "head")
            .setOutputs("loss")
            .setInputTypes(clips)
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  /** Builds the network of Keras' conv_lstm.py. */
  static MultiLayerNetwork keras(
      DataType type,
      IUpdater updater,
      CellActivation gates,
      InputType clips,
      int layers,
      int filters) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(7).dataType(type).updater(updater).list();
    for (int layer = 0; layer < layers; layer++) {
      list.layer(
          new ConvLSTM2D.Builder()
              .name("lstm" + layer)
              .nOut(filters)
              .kernelSize(3)
              .gateActivation(gates)
              .build());
      list.layer(new BatchNormalization5D.Builder().name("bn" + layer).build());
    }
    list.layer(
        new CausalConvolution3D.Builder()
            .name("conv3d")
            .nOut(1)
            .depth(3)
            .kernelSize(3)
            .lookAhead(true)
            .build());
    list.layer(new BinaryCrossEntropy5D.Builder().name("loss").build());
    list.setInputType(clips);
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  /** Returns random zeros and ones in the shape of a clip. */
  static INDArray bits(DataType type, long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape).gt(0.8).castTo(type);
  }
}
