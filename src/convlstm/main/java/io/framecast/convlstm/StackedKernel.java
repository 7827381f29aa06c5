package io.framecast.convlstm;

/**
 * A kernel {@code [rows, columns, inputs, outputs]} and its bias. Several kernels over the same
 * pixels may be stacked along the inputs; gaps of a dilation are zeros.
 */
record StackedKernel(int rows, int columns, int inputs, int outputs, float[] values, float[] bias) {

  /** Stacks kernels. */
  static final class Builder {
    private final int inputs;
    private final int outputs;
    private final int rows;
    private final int columns;
    private final int rowsBefore;
    private final int columnsBefore;
    private final float[] values;
    private int stacked;

    /**
     * Starts a kernel for parts of at most these two shapes.
     *
     * @param inputs of all parts
     */
    Builder(Kernel one, Kernel other, int inputs, int outputs) {
      this.inputs = inputs;
      this.outputs = outputs;
      rowsBefore = Math.max(before(one.spannedRows()), before(other.spannedRows()));
      columnsBefore = Math.max(before(one.spannedColumns()), before(other.spannedColumns()));
      rows = rowsBefore + 1 + Math.max(after(one.spannedRows()), after(other.spannedRows()));
      columns =
          columnsBefore + 1 + Math.max(after(one.spannedColumns()), after(other.spannedColumns()));
      values = new float[rows * columns * inputs * outputs];
    }

    private static int before(int span) {
      return (span - 1) / 2;
    }

    private static int after(int span) {
      return span - 1 - before(span);
    }

    /**
     * Adds a part {@code [kernel rows, kernel columns, partInputs, outputs]} behind the inputs of
     * the earlier parts.
     *
     * @param from the part's first number in {@code part}
     */
    Builder add(Kernel shape, float[] part, int from, int partInputs) {
      int size = partInputs * outputs;
      int top = rowsBefore - before(shape.spannedRows());
      int left = columnsBefore - before(shape.spannedColumns());
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int row = top + y * shape.rowDilation();
          int column = left + x * shape.columnDilation();
          int to = ((row * columns + column) * inputs + stacked) * outputs;
          System.arraycopy(part, from + (y * shape.width() + x) * size, values, to, size);
        }
      }
      stacked += partInputs;
      return this;
    }

    StackedKernel build(float[] bias) {
      return new StackedKernel(rows, columns, inputs, outputs, values, bias);
    }
  }
}
