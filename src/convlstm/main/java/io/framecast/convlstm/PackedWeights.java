package io.framecast.convlstm;

import io.framecast.convlstm.Configuration.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs weights into native memory for the convolutions. The input kernel and the recurrent kernel
 * of a layer become one kernel {@code [k, k, in + F, 4F]} over {@code [x | h]}. The taps in time of
 * a head become channels.
 */
final class PackedWeights implements AutoCloseable {

  final Configuration configuration;
  final List<Convolution.Kernel> layers = new ArrayList<>();
  final Convolution.Kernel head;
  final @Nullable Normalizer[] normalizers;
  final int[] headOffsets; // offset of each layer's hidden state in the hidden head's input

  PackedWeights(Weights weights) {
    configuration = weights.configuration();
    int count = configuration.layers().size();
    normalizers = new Normalizer[count];
    headOffsets = new int[count];
    int offset = 0;
    for (int l = 0; l < count; l++) {
      layers.add(layer(weights, l));
      normalizers[l] = configuration.isNormalized(l) ? Normalizer.of(weights, l) : null;
      headOffsets[l] = offset;
      offset += configuration.layers().get(l).filters();
    }
    head = head(weights);
  }

  private Convolution.Kernel layer(Weights weights, int l) {
    int side = configuration.layers().get(l).kernel();
    int inputs = configuration.inputChannels(l);
    int filters = configuration.layers().get(l).filters();
    float[] kernel = weights.rawTensor("layers." + l + ".kernel");
    float[] recurrent = weights.rawTensor("layers." + l + ".recurrent_kernel");
    float[] stacked = new float[kernel.length + recurrent.length];
    int inputSize = inputs * 4 * filters;
    int hiddenSize = filters * 4 * filters;
    for (int k = 0; k < side * side; k++) {
      System.arraycopy(kernel, k * inputSize, stacked, k * (inputSize + hiddenSize), inputSize);
      System.arraycopy(
          recurrent, k * hiddenSize, stacked, k * (inputSize + hiddenSize) + inputSize, hiddenSize);
    }
    return Convolution.Kernel.of(
        side, inputs + filters, 4 * filters, stacked, weights.rawTensor("layers." + l + ".bias"));
  }

  /** Packs the head's taps, oldest first; drops taps of a 'same' kernel that read the future. */
  private Convolution.Kernel head(Weights weights) {
    Head head = configuration.head();
    int side = head.kernel();
    int taps = head.pastFrames() + 1;
    int in = configuration.headChannels();
    int out = configuration.depthChannels();
    float[] kernel = weights.rawTensor("head.kernel"); // [depth, side, side, in, out]
    float[] used = Arrays.copyOf(kernel, taps * side * side * in * out);
    float[] flat = new float[used.length]; // [side, side, taps * in, out]
    for (int tap = 0; tap < taps; tap++) {
      for (int k = 0; k < side * side; k++) {
        System.arraycopy(
            used, (tap * side * side + k) * in * out, flat, (k * taps + tap) * in * out, in * out);
      }
    }
    return Convolution.Kernel.of(side, taps * in, out, flat, weights.rawTensor("head.bias"));
  }

  @Override
  public void close() {
    layers.forEach(Convolution.Kernel::close);
    head.close();
  }
}
