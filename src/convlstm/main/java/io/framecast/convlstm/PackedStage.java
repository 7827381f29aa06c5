package io.framecast.convlstm;

import io.framecast.convlstm.Stage.BatchNormalization;
import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.convlstm.Stage.LayerNormalization;
import org.jspecify.annotations.Nullable;

/**
 * A stage with its weights as the forward pass needs them, shared by all frame sizes. The input
 * kernel and the recurrent kernel of a ConvLSTM layer become one kernel over {@code [x | h]}. The
 * taps in time of a convolution become channels.
 *
 * @param kernel null for a stage without a convolution
 * @param normalizer null for a stage that does not normalise
 * @param peepholes null for a stage without peepholes
 */
record PackedStage(
    PlacedStage placed,
    @Nullable PackedKernel kernel,
    @Nullable Normalizer normalizer,
    @Nullable Peepholes peepholes)
    implements AutoCloseable {

  static PackedStage of(PlacedStage placed, Model model) {
    Weights weights = model.weights();
    Stage stage = placed.stage();
    StackedKernel kernel = kernel(placed, weights);
    Normalizer normalizer = null;
    if (stage instanceof BatchNormalization batch) {
      normalizer = Normalizer.batch(weights, batch.name(), batch.epsilon());
    } else if (stage instanceof LayerNormalization layer) {
      normalizer = Normalizer.layer(weights, layer.name(), layer.epsilon());
    }
    return new PackedStage(
        placed,
        kernel == null ? null : model.arithmetic().pack(placed, kernel),
        normalizer,
        stage instanceof ConvLstm2D layer ? Peepholes.of(layer, weights) : null);
  }

  /** Returns the kernel of the stage's convolution; null for a stage without one. */
  static @Nullable StackedKernel kernel(PlacedStage placed, Weights weights) {
    Stage stage = placed.stage();
    if (stage instanceof ConvLstm2D layer) {
      return layer(layer, placed.inputs(), weights);
    }
    if (stage instanceof Conv3D convolution) {
      return convolution(convolution, placed.inputs(), weights);
    }
    if (stage instanceof Conv2D convolution) {
      return builder(convolution.kernel(), placed.inputs(), convolution.filters())
          .add(
              convolution.kernel(),
              weights.rawTensor(convolution.name() + ".kernel"),
              0,
              placed.inputs())
          .build(bias(weights, convolution.name(), convolution.useBias(), convolution.filters()));
    }
    return null;
  }

  private static StackedKernel layer(ConvLstm2D layer, int inputs, Weights weights) {
    Kernel shape = layer.kernel();
    Kernel recurrent = new Kernel(shape.height(), shape.width(), 1, 1); // as in Keras
    int gates = ConvLstm2D.GATES * layer.filters();
    StackedKernel.Builder kernel =
        new StackedKernel.Builder(
            inputs > 0 ? shape : recurrent, recurrent, inputs + layer.filters(), gates);
    if (inputs > 0) {
      kernel.add(shape, weights.rawTensor(layer.name() + ".kernel"), 0, inputs);
    }
    return kernel
        .add(recurrent, weights.rawTensor(layer.name() + ".recurrent_kernel"), 0, layer.filters())
        .build(bias(weights, layer.name(), layer.useBias(), gates));
  }

  /** Packs the taps, oldest first; leaves out taps of a 'same' kernel that read the future. */
  private static StackedKernel convolution(Conv3D convolution, int inputs, Weights weights) {
    Kernel shape = convolution.kernel();
    int taps = convolution.pastFrames() + 1;
    float[] kernel = weights.rawTensor(convolution.name() + ".kernel");
    StackedKernel.Builder packed = builder(shape, taps * inputs, convolution.filters());
    int size = kernel.length / convolution.depth();
    for (int tap = 0; tap < taps; tap++) {
      packed.add(shape, kernel, tap * size, inputs);
    }
    return packed.build(
        bias(weights, convolution.name(), convolution.useBias(), convolution.filters()));
  }

  private static StackedKernel.Builder builder(Kernel shape, int inputs, int outputs) {
    return new StackedKernel.Builder(shape, shape, inputs, outputs);
  }

  private static float[] bias(Weights weights, String name, boolean useBias, int size) {
    return useBias ? weights.rawTensor(name + ".bias") : new float[size];
  }

  PackedKernel requireKernel() {
    if (kernel == null) {
      throw new IllegalStateException("expected a convolution in " + placed);
    }
    return kernel;
  }

  @Override
  public void close() {
    if (kernel != null) {
      kernel.close();
    }
  }
}
