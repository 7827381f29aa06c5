package io.framecast.convlstm;

/**
 * Describes the kernel of a 'same' convolution of stride 1. As in Keras, {@code (k - 1) / 2} pixels
 * of zeros, rounded down, come before the image and the rest after it; {@code k} is the size with
 * the gaps of the dilation.
 *
 * @param height rows, 1 to 15
 * @param width columns, 1 to 15
 * @param rowDilation distance of rows, 1 to 8
 * @param columnDilation distance of columns, 1 to 8
 */
public record Kernel(int height, int width, int rowDilation, int columnDilation) {
  /** Throws {@link IllegalArgumentException} for a value outside its range. */
  public Kernel {
    Ranges.requireKernelSize("kernel_size", height);
    Ranges.requireKernelSize("kernel_size", width);
    Ranges.requireDilation(rowDilation);
    Ranges.requireDilation(columnDilation);
  }

  /** Returns a square kernel without dilation. */
  public static Kernel square(int side) {
    return new Kernel(side, side, 1, 1);
  }

  boolean isDilated() {
    return rowDilation > 1 || columnDilation > 1;
  }

  /** Returns the rows from the first one to the last one. */
  int spannedRows() {
    return (height - 1) * rowDilation + 1;
  }

  /** Returns the columns from the first one to the last one. */
  int spannedColumns() {
    return (width - 1) * columnDilation + 1;
  }
}
