package io.framecast.convlstm;

import io.framecast.convlstm.Stage.Conv2D;
import io.framecast.convlstm.Stage.Conv3D;
import io.framecast.convlstm.Stage.ConvLstm2D;
import java.util.Arrays;
import java.util.Optional;

/**
 * How convolutions are computed: the same in exact numbers, and other bits in floats. Its name says
 * which bits: two machines with an arithmetic of the same {@link #id} compute the same ones.
 */
public enum Arithmetic {
  /** Every product, by ND4J's conv2d. */
  DIRECT("direct"),
  /**
   * Winograd's F(4x4, 3x3) for kernels of 3x3 between enough channels, one matrix product for few
   * outputs, and others directly.
   */
  WINOGRAD("winograd4");

  /** With fewer channels the transforms take longer than the products that they save. */
  private static final int ENOUGH = 16;

  private static final Kernel THREE = Kernel.square(3);

  private static final Kernel NONE = Kernel.square(1); // of a stage without a convolution

  /** With more parts than this for each pixel, a product for each output takes less. */
  private static final int MAX_PARTS = 64;

  private final String kind;

  Arithmetic(String kind) {
    this.kind = kind;
  }

  /**
   * Returns the name: the kind and a fingerprint of the bits, for instance {@code
   * winograd4-3fa09c1e}. The first call computes some steps, which takes some tenths of a second.
   */
  public String id() {
    return kind + "-" + ArithmeticProbe.fingerprint(this);
  }

  /** Returns the arithmetic of this machine that has this name. */
  public static Optional<Arithmetic> of(String id) {
    return Arrays.stream(values())
        .filter(one -> id.startsWith(one.kind + "-") && one.isAvailable() && one.id().equals(id))
        .findFirst();
  }

  /** Returns the fastest arithmetic that this machine has for a network. */
  public static Arithmetic fastest(Configuration configuration) {
    boolean isWorthIt =
        Workspace.allStages(configuration).stream()
            .anyMatch(placed -> WINOGRAD.algorithm(placed) == Algorithm.WINOGRAD);
    return isWorthIt && WINOGRAD.isAvailable() ? WINOGRAD : DIRECT;
  }

  private boolean isAvailable() {
    return this == DIRECT || OneDnn.isAvailable();
  }

  PackedKernel pack(PlacedStage placed, StackedKernel kernel) {
    return switch (algorithm(placed)) {
      case DIRECT -> DirectKernel.of(kernel);
      case WINOGRAD -> WinogradKernel.of(kernel);
      case TAPS -> TapsKernel.of(kernel);
    };
  }

  /** Returns the native bytes of the stage's convolution of images of this size. */
  long nativeBytes(PlacedStage placed, int rows, int columns) {
    int inputs = placed.convolutionInputs();
    int outputs = placed.convolutionOutputs();
    long pixels = (long) rows * columns;
    return switch (algorithm(placed)) {
      case DIRECT -> DirectConvolution.nativeBytes(pixels, inputs, outputs);
      case WINOGRAD -> WinogradConvolution.nativeBytes(rows, columns, inputs, outputs);
      case TAPS -> TapsConvolution.nativeBytes(pixels, inputs, outputs, taps(kernel(placed)));
    };
  }

  private enum Algorithm {
    DIRECT,
    WINOGRAD,
    TAPS
  }

  /** Selects by the stage alone, so that all machines of this arithmetic select alike. */
  private Algorithm algorithm(PlacedStage placed) {
    Kernel kernel = kernel(placed);
    int outputs = placed.convolutionOutputs();
    if (this == DIRECT) {
      return Algorithm.DIRECT;
    }
    if (kernel.equals(THREE) && placed.convolutionInputs() >= ENOUGH && outputs >= ENOUGH) {
      return Algorithm.WINOGRAD;
    }
    boolean isSmall = outputs < ENOUGH && outputs * taps(kernel) <= MAX_PARTS;
    return isSmall && !kernel.isDilated() && !(placed.stage() instanceof ConvLstm2D)
        ? Algorithm.TAPS
        : Algorithm.DIRECT;
  }

  private static int taps(Kernel kernel) {
    return kernel.height() * kernel.width();
  }

  private static Kernel kernel(PlacedStage placed) {
    Stage stage = placed.stage();
    if (stage instanceof ConvLstm2D layer) {
      return layer.kernel();
    }
    if (stage instanceof Conv3D newest) {
      return newest.kernel();
    }
    return stage instanceof Conv2D one ? one.kernel() : NONE;
  }
}
