package io.framecast.convlstm;

import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.Conv3D.Padding;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.HiddenStates;
import io.framecast.convlstm.Stage.LayerNormalization;
import io.framecast.convlstm.Stage.Peephole;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The short form of a configuration: ConvLSTM layers of one kind and a head. It was the only one
 * before a network was a list of stages: every file in it is still read, and networks that it can
 * describe are still written so. The tensors have the same names in both forms.
 *
 * @param gates activation of the gates i, f and o of all layers
 * @param normalization behind each layer
 * @param epsilon added to the variance in it
 * @param head the last stage
 */
public record LayersForm(
    int channels,
    int patch,
    List<Layer> layers,
    Activation gates,
    Normalization normalization,
    double epsilon,
    Head head) {

  /** Describes one ConvLSTM layer. */
  public record Layer(int filters, int kernel) {
    /** Throws {@link IllegalArgumentException} for a value outside its range. */
    public Layer {
      Ranges.requireFilters(filters);
      Ranges.requireKernelSize("kernel", kernel);
    }
  }

  /** Selects the normalisation between the layers and before a convolutional head. */
  public enum Normalization {
    NONE,
    BATCH,
    LAYER
  }

  /**
   * Describes the last layer, which computes the frame through a sigmoid.
   *
   * @param depth taps in time; 1 for {@link Kind#HIDDEN}
   * @param kernel side of the kernel; 1 for {@link Kind#HIDDEN}
   */
  public record Head(Kind kind, int depth, int kernel) {
    public enum Kind {
      CAUSAL,
      SAME,
      HIDDEN
    }

    /** Throws {@link IllegalArgumentException} for a value outside its range. */
    public Head {
      if (kind == Kind.HIDDEN) {
        Ranges.require(depth == 1, "head.depth", "1 for the hidden head", depth);
        Ranges.require(kernel == 1, "head.kernel", "1 for the hidden head", kernel);
      }
    }
  }

  private static final double EPSILON = 1e-3;

  static LayersForm keras() {
    Layer layer = new Layer(40, 3);
    return new LayersForm(
        1,
        1,
        List.of(layer, layer, layer, layer),
        Activation.HARD_SIGMOID,
        Normalization.BATCH,
        1e-3,
        new Head(Head.Kind.SAME, 3, 3));
  }

  static LayersForm squares() {
    Layer layer = new Layer(32, 3);
    return new LayersForm(
        1,
        2,
        List.of(layer, layer),
        Activation.SIGMOID,
        Normalization.LAYER,
        1e-3,
        new Head(Head.Kind.HIDDEN, 1, 1));
  }

  /** Returns the short form of a network; null if it has none. */
  static @Nullable LayersForm of(Configuration configuration) {
    List<ConvLstm2D> layers = Configuration.layers(configuration.stages());
    List<Stage> stages = configuration.stages();
    if (!(stages.get(stages.size() - 1) instanceof Conv3D head)) {
      return null;
    }
    boolean isHidden = stages.stream().anyMatch(HiddenStates.class::isInstance);
    Head.Kind kind = head.padding() == Padding.SAME ? Head.Kind.SAME : Head.Kind.CAUSAL;
    Normalization normalization = Normalization.NONE;
    double epsilon = EPSILON;
    for (Stage stage : stages) {
      if (stage instanceof LayerNormalization layer) {
        normalization = Normalization.LAYER;
        epsilon = layer.epsilon();
      } else if (stage instanceof BatchNormalization batch) {
        normalization = Normalization.BATCH;
        epsilon = batch.epsilon();
      }
    }
    try {
      LayersForm form =
          new LayersForm(
              configuration.channels(),
              configuration.patch(),
              layers.stream()
                  .map(layer -> new Layer(layer.filters(), layer.kernel().height()))
                  .toList(),
              layers.get(0).recurrentActivation(),
              normalization,
              epsilon,
              new Head(isHidden ? Head.Kind.HIDDEN : kind, head.depth(), head.kernel().height()));
      return form.toConfiguration().equals(configuration) ? form : null;
    } catch (IllegalArgumentException e) {
      return null; // a head over hidden states with other sizes
    }
  }

  /** Returns the same network as a list of stages. */
  public Configuration toConfiguration() {
    boolean isHidden = head.kind == Head.Kind.HIDDEN;
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      String name = "layers." + i;
      stages.add(layer(name, layers.get(i)));
      boolean isNormalized = i < layers.size() - 1 || !isHidden; // hidden states are read raw
      if (isNormalized && normalization != Normalization.NONE) {
        stages.add(
            normalization == Normalization.LAYER
                ? new LayerNormalization(name + ".norm", epsilon)
                : new BatchNormalization(name + ".norm", epsilon));
      }
    }
    if (isHidden) {
      stages.add(new HiddenStates("hidden"));
    }
    stages.add(
        new Conv3D(
            "head",
            channels * patch * patch,
            head.depth,
            Kernel.square(head.kernel),
            head.kind == Head.Kind.SAME ? Padding.SAME : Padding.CAUSAL,
            Activation.SIGMOID,
            true));
    return Configuration.of(channels, patch, stages);
  }

  private Stage layer(String name, Layer layer) {
    return new ConvLstm2D(
        name,
        layer.filters,
        Kernel.square(layer.kernel),
        Activation.TANH,
        gates,
        true,
        Peephole.NONE);
  }
}
