package io.framecast.convlstm;

import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.LayersForm.Normalization;
import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.Conv3D.Padding;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.Dropout;
import io.framecast.convlstm.Stage.Elementwise;
import io.framecast.convlstm.Stage.HiddenStates;
import io.framecast.convlstm.Stage.LayerNormalization;
import io.framecast.convlstm.Stage.Peephole;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Small networks of every kind, for frames of one size. */
final class Networks {
  static final int HEIGHT = 13;
  static final int WIDTH = 10;

  private Networks() {}

  /** Returns networks in the short form of a configuration. */
  static Stream<Configuration> inLayersForm() {
    Layer three = new Layer(5, 3);
    Head hidden = new Head(Head.Kind.HIDDEN, 1, 1);
    List<LayersForm> all = new ArrayList<>();
    for (Activation gates : List.of(Activation.SIGMOID, Activation.HARD_SIGMOID)) {
      for (Normalization normalization : Normalization.values()) {
        for (Head head :
            List.of(hidden, new Head(Head.Kind.CAUSAL, 3, 3), new Head(Head.Kind.SAME, 3, 3))) {
          all.add(new LayersForm(1, 2, List.of(three, three), gates, normalization, 1e-3, head));
        }
      }
    }
    List<Layer> mixed = List.of(new Layer(3, 5), new Layer(17, 1), new Layer(6, 3));
    Head same = new Head(Head.Kind.SAME, 5, 5);
    for (int patch : new int[] {1, 2, 4}) {
      all.add(
          new LayersForm(3, patch, mixed, Activation.SIGMOID, Normalization.LAYER, 1e-3, hidden));
      all.add(
          new LayersForm(
              2, patch, mixed, Activation.HARD_SIGMOID, Normalization.BATCH, 1e-3, same));
    }
    Head point = new Head(Head.Kind.CAUSAL, 1, 1);
    all.add(
        new LayersForm(1, 1, List.of(three), Activation.SIGMOID, Normalization.NONE, 1e-3, point));
    return all.stream().map(LayersForm::toConfiguration);
  }

  /** Returns networks that only a list of stages describes. */
  static Stream<Configuration> ofStages() {
    List<Configuration> all = new ArrayList<>();
    for (Activation cell : List.of(Activation.TANH, Activation.RELU, Activation.LINEAR)) {
      for (Activation gates :
          List.of(Activation.SIGMOID, Activation.HARD_SIGMOID_KERAS3, Activation.HARD_SIGMOID)) {
        Stage layer = new ConvLstm2D("a", 3, Kernel.square(3), cell, gates, true, Peephole.NONE);
        all.add(Configuration.of(1, 1, List.of(layer, conv2D("b", 1, 3, Activation.SIGMOID))));
      }
    }
    for (Kernel kernel :
        List.of(
            new Kernel(2, 4, 1, 1),
            new Kernel(4, 3, 1, 1),
            new Kernel(1, 5, 1, 1),
            new Kernel(3, 2, 2, 3),
            new Kernel(15, 2, 1, 8))) {
      all.add(
          Configuration.of(
              2,
              1,
              List.of(
                  new ConvLstm2D(
                      "a", 3, kernel, Activation.TANH, Activation.SIGMOID, false, Peephole.CHANNEL),
                  new BatchNormalization("b", 1e-3),
                  new Conv2D("c", 2, kernel, Activation.TANH, false))));
    }
    all.add(withMaps(2, List.of(layer("a", 3, Peephole.MAP), layer("b", 4, Peephole.MAP))));
    all.add(Configuration.of(1, 1, List.of(layer("only", 1, Peephole.NONE))));
    all.add(convolutionsInTime());
    all.add(
        Configuration.of(
            4,
            1,
            List.of(
                conv2D("first", 6, 3, Activation.RELU),
                layer("a", 3, Peephole.NONE),
                new Dropout("drop"),
                layer("b", 1, Peephole.CHANNEL),
                new HiddenStates("all"),
                new Elementwise("squash", Activation.TANH))));
    all.add(forecaster(1, 2, Peephole.CHANNEL));
    all.add(forecaster(2, 1, Peephole.NONE));
    all.add(
        new Configuration(
            1,
            2,
            null,
            Scaling.NONE,
            Scaling.NONE,
            3,
            List.of(layer("a", 3, Peephole.NONE), conv2D("b", 12, 3, Activation.SIGMOID)),
            List.of()));
    Configuration plain = convolutionsInTime();
    all.add(
        new Configuration(
            3,
            1,
            new FrameSize(HEIGHT, WIDTH),
            new Scaling(List.of(2f, 0.5f, -1f), List.of(0.25f)),
            new Scaling(List.of(0.5f), List.of(1f, 2f, 3f)),
            1,
            plain.stages(),
            List.of()));
    return all.stream();
  }

  /** Returns a network whose convolutions remember frames, before and behind a layer. */
  private static Configuration convolutionsInTime() {
    return Configuration.of(
        3,
        1,
        List.of(
            new Conv3D("a", 4, 2, new Kernel(2, 3, 1, 2), Padding.CAUSAL, Activation.RELU, false),
            layer("b", 3, Peephole.NONE),
            new LayerNormalization("c", 1e-2),
            new Conv3D("d", 5, 4, Kernel.square(1), Padding.CAUSAL, Activation.TANH, true),
            new Conv3D("e", 3, 4, Kernel.square(3), Padding.SAME, Activation.LINEAR, true)));
  }

  /** Returns an encoding-forecasting network of two layers. */
  static Configuration forecaster(int channels, int patch, Peephole peephole) {
    return new Configuration(
        channels,
        patch,
        null,
        Scaling.NONE,
        Scaling.NONE,
        1,
        List.of(layer("encoder.0", 3, peephole), layer("encoder.1", 2, peephole)),
        List.of(
            layer("forecaster.0", 3, peephole),
            layer("forecaster.1", 2, peephole),
            new HiddenStates("hidden"),
            conv2D("frame", channels * patch * patch, 1, Activation.SIGMOID)));
  }

  /** Returns an encoding-forecasting network like the shipped one: two layers, patches of 2. */
  static Configuration forecaster(int filters) {
    return new Configuration(
        1,
        2,
        null,
        Scaling.NONE,
        Scaling.NONE,
        1,
        List.of(
            layer("encoder.0", filters, Peephole.NONE), layer("encoder.1", filters, Peephole.NONE)),
        List.of(
            layer("forecaster.0", filters, Peephole.NONE),
            layer("forecaster.1", filters, Peephole.NONE),
            new HiddenStates("hidden"),
            conv2D("frame", 4, 1, Activation.SIGMOID)));
  }

  private static Configuration withMaps(int patch, List<Stage> layers) {
    List<Stage> stages = new ArrayList<>(layers);
    stages.add(conv2D("frame", patch * patch, 1, Activation.SIGMOID));
    return new Configuration(
        1, patch, new FrameSize(HEIGHT, WIDTH), Scaling.NONE, Scaling.NONE, 1, stages, List.of());
  }

  private static Stage layer(String name, int filters, Peephole peephole) {
    return new ConvLstm2D(
        name, filters, Kernel.square(3), Activation.TANH, Activation.SIGMOID, true, peephole);
  }

  private static Stage conv2D(String name, int filters, int side, Activation activation) {
    return new Conv2D(name, filters, Kernel.square(side), activation, true);
  }
}
