package io.framecast.convlstm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One stage of a network, which reads one frame of features at a time. A {@link ConvLstm2D}
 * remembers its hidden and cell state and a {@link Conv3D} the past frames of its input; the others
 * remember nothing. The name is the prefix of the names of the stage's tensors.
 */
public sealed interface Stage {

  /** Returns the name, which is unique in a network. */
  String name();

  /** Returns the channels that the stage gives; {@link HiddenStates} depends on those before it. */
  default int outputs(int inputs) {
    return inputs;
  }

  /**
   * Returns the shapes of the stage's tensors by the last word of their names.
   *
   * @param inputs the channels that the stage reads
   * @param patches the size of a frame after space-to-depth; (0, 0) if it is not fixed
   */
  default Map<String, List<Integer>> tensorShapes(int inputs, FrameSize patches) {
    return Map.of();
  }

  /** Selects the peepholes of the gates i, f and o (Shi et al. 2015, eq. 3). */
  enum Peephole {
    /** None, as in Keras. */
    NONE,
    /** One weight for each gate and channel. */
    CHANNEL,
    /** One weight for each gate, pixel and channel, as in the paper: the frame size is fixed. */
    MAP
  }

  /**
   * Describes a ConvLSTM layer. Its recurrent kernel has the same size but no dilation, as in
   * Keras.
   *
   * @param activation of the candidate and of the cell state in the output
   * @param recurrentActivation of the gates i, f and o
   */
  record ConvLstm2D(
      String name,
      int filters,
      Kernel kernel,
      Activation activation,
      Activation recurrentActivation,
      boolean useBias,
      Peephole peephole)
      implements Stage {

    static final int GATES = 4;
    static final int PEEPHOLES = 3;

    /** Throws {@link IllegalArgumentException} for a value outside its range. */
    public ConvLstm2D {
      Ranges.requireFilters(filters);
    }

    @Override
    public int outputs(int inputs) {
      return filters;
    }

    /** Returns the shapes; without inputs there is no input kernel. */
    @Override
    public Map<String, List<Integer>> tensorShapes(int inputs, FrameSize patches) {
      Map<String, List<Integer>> shapes = new LinkedHashMap<>();
      if (inputs > 0) {
        shapes.put("kernel", List.of(kernel.height(), kernel.width(), inputs, GATES * filters));
      }
      shapes.put(
          "recurrent_kernel", List.of(kernel.height(), kernel.width(), filters, GATES * filters));
      if (useBias) {
        shapes.put("bias", List.of(GATES * filters));
      }
      switch (peephole) {
        case NONE -> {}
        case CHANNEL -> shapes.put("peephole", List.of(PEEPHOLES, filters));
        case MAP ->
            shapes.put("peephole", List.of(PEEPHOLES, patches.height(), patches.width(), filters));
      }
      return shapes;
    }
  }

  /**
   * Describes a convolution over the newest frames.
   *
   * @param depth taps in time, 1 to 15
   */
  record Conv3D(
      String name,
      int filters,
      int depth,
      Kernel kernel,
      Padding padding,
      Activation activation,
      boolean useBias)
      implements Stage {

    /** Selects the frames that the convolution reads after frame {@code t}. */
    public enum Padding {
      /** {@code t-depth+1 .. t}. */
      CAUSAL,
      /**
       * Keras' 'same' at its leading edge: {@code t-(depth-1)/2 .. t}, and zeros for the frames to
       * come.
       */
      SAME
    }

    /** Throws {@link IllegalArgumentException} for a value outside its range. */
    public Conv3D {
      Ranges.requireFilters(filters);
      Ranges.requireKernelSize("depth", depth);
    }

    @Override
    public int outputs(int inputs) {
      return filters;
    }

    /** Returns how many past frames the convolution reads. */
    int pastFrames() {
      return padding == Padding.CAUSAL ? depth - 1 : (depth - 1) / 2;
    }

    @Override
    public Map<String, List<Integer>> tensorShapes(int inputs, FrameSize patches) {
      return convolutionShapes(
          List.of(depth, kernel.height(), kernel.width(), inputs, filters), filters, useBias);
    }
  }

  /** Describes a convolution over one frame. */
  record Conv2D(String name, int filters, Kernel kernel, Activation activation, boolean useBias)
      implements Stage {

    /** Throws {@link IllegalArgumentException} for a value outside its range. */
    public Conv2D {
      Ranges.requireFilters(filters);
    }

    @Override
    public int outputs(int inputs) {
      return filters;
    }

    @Override
    public Map<String, List<Integer>> tensorShapes(int inputs, FrameSize patches) {
      return convolutionShapes(
          List.of(kernel.height(), kernel.width(), inputs, filters), filters, useBias);
    }
  }

  private static Map<String, List<Integer>> convolutionShapes(
      List<Integer> kernel, int filters, boolean useBias) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put("kernel", kernel);
    if (useBias) {
      shapes.put("bias", List.of(filters));
    }
    return shapes;
  }

  /**
   * Describes BatchNormalization by moving mean and variance, over channels.
   *
   * @param epsilon added to the variance (Keras: 1e-3)
   */
  record BatchNormalization(String name, double epsilon) implements Stage {
    /** Throws {@link IllegalArgumentException} for a value outside its range. */
    public BatchNormalization {
      Ranges.requireEpsilon(epsilon);
    }

    @Override
    public Map<String, List<Integer>> tensorShapes(int inputs, FrameSize patches) {
      Map<String, List<Integer>> shapes = new LinkedHashMap<>();
      for (String tensor : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
        shapes.put(tensor, List.of(inputs));
      }
      return shapes;
    }
  }

  /**
   * Describes layer normalisation over the channels of each pixel.
   *
   * @param epsilon added to the variance (Keras: 1e-3)
   */
  record LayerNormalization(String name, double epsilon) implements Stage {
    /** Throws {@link IllegalArgumentException} for a value outside its range. */
    public LayerNormalization {
      Ranges.requireEpsilon(epsilon);
    }

    @Override
    public Map<String, List<Integer>> tensorShapes(int inputs, FrameSize patches) {
      Map<String, List<Integer>> shapes = new LinkedHashMap<>();
      shapes.put("gamma", List.of(inputs));
      shapes.put("beta", List.of(inputs));
      return shapes;
    }
  }

  /** Describes an element-wise function. */
  record Elementwise(String name, Activation activation) implements Stage {}

  /** Describes dropout, which changes nothing outside of training. */
  record Dropout(String name) implements Stage {}

  /**
   * Describes the concatenation of the hidden states of all ConvLSTM layers before it, first to
   * last (Shi et al. 2015, figure 3).
   */
  record HiddenStates(String name) implements Stage {}
}
