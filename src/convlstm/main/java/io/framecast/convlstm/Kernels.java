package io.framecast.convlstm;

import io.framecast.convlstm.Configuration.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weights as the convolutions want them, native: input and recurrent kernel of a layer are one
 * kernel {@code [k, k, in + F, 4F]} over {@code [x | h]}, and a head's taps in time are channels.
 */
final class Kernels implements AutoCloseable {

  final Configuration configuration;
  final List<Convolution.Kernel> layers = new ArrayList<>();
  final Convolution.Kernel head;
  final @Nullable Normalizer[] normalizers;
  final int[] headOffsets; // where each layer's hidden state stands in the hidden head's input

  Kernels(Weights weights) {
    configuration = weights.configuration();
    int count = configuration.layers().size();
    normalizers = new Normalizer[count];
    headOffsets = new int[count];
    int offset = 0;
    for (int l = 0; l < count; l++) {
      layers.add(layer(weights, l));
      normalizers[l] = configuration.normalized(l) ? Normalizer.of(weights, l) : null;
      headOffsets[l] = offset;
      offset += configuration.layers().get(l).filters();
    }
    head = head(weights);
  }

  private Convolution.Kernel layer(Weights weights, int l) {
    int side = configuration.layers().get(l).kernel();
    int below = configuration.inputChannels(l);
    int filters = configuration.layers().get(l).filters();
    float[] kernel = weights.numbers("layers." + l + ".kernel");
    float[] recurrent = weights.numbers("layers." + l + ".recurrent_kernel");
    float[] both = new float[kernel.length + recurrent.length];
    int x = below * 4 * filters;
    int h = filters * 4 * filters;
    for (int k = 0; k < side * side; k++) {
      System.arraycopy(kernel, k * x, both, k * (x + h), x);
      System.arraycopy(recurrent, k * h, both, k * (x + h) + x, h);
    }
    return Convolution.Kernel.of(
        side, below + filters, 4 * filters, both, weights.numbers("layers." + l + ".bias"));
  }

  /** Taps oldest first; of Keras' 'same' kernel the taps that would read the future fall away. */
  private Convolution.Kernel head(Weights weights) {
    Head head = configuration.head();
    int side = head.kernel();
    int taps = head.memory() + 1;
    int in = configuration.headChannels();
    int out = configuration.depthChannels();
    float[] kernel = weights.numbers("head.kernel"); // [depth, side, side, in, out]
    float[] used = Arrays.copyOf(kernel, taps * side * side * in * out);
    float[] flat = new float[used.length]; // [side, side, taps * in, out]
    for (int tap = 0; tap < taps; tap++) {
      for (int k = 0; k < side * side; k++) {
        System.arraycopy(
            used, (tap * side * side + k) * in * out, flat, (k * taps + tap) * in * out, in * out);
      }
    }
    return Convolution.Kernel.of(side, taps * in, out, flat, weights.numbers("head.bias"));
  }

  @Override
  public void close() {
    layers.forEach(Convolution.Kernel::close);
    head.close();
  }
}
