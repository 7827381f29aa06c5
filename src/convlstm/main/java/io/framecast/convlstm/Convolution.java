package io.framecast.convlstm;

/**
 * Computes one 'same' convolution of fixed sizes: {@code [rows, columns, inputs]} to {@code [rows,
 * columns, outputs]}, channels last. One thread at a time uses it.
 */
interface Convolution extends AutoCloseable {

  /** Sets {@code n} pixels of the input, from pixel {@code p} on, to {@code values [n, inputs]}. */
  void put(int p, int n, float[] values);

  /** Computes the output and gives it to the reader, all pixels in their order. */
  void run(State state, OutputReader reader);

  /** Frees native memory. */
  @Override
  void close();

  /** Reads the output tile by tile. */
  interface OutputReader {

    /**
     * Reads {@code n} pixels, at most {@link Workspace#TILE}, from pixel {@code p} on. All inputs
     * are read before the first call, so it may change what they were copied from.
     *
     * @param values {@code [n, outputs]}, valid until the method returns
     */
    void read(State state, int p, int n, float[] values);
  }
}
