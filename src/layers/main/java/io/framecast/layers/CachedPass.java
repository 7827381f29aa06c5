package io.framecast.layers;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/** Keeps the buffers of a pass from one batch to the next, for as long as its sizes stay. */
final class CachedPass implements AutoCloseable {
  private @Nullable ConvLstmPass pass;
  private @Nullable ConvLstmShape sizes;
  private boolean keepsForBackward;

  /** Returns a pass of these sizes. */
  ConvLstmPass of(ConvLstmShape wanted, DataType type, boolean keepForBackward) {
    ConvLstmPass kept = pass;
    if (kept != null && wanted.equals(sizes) && keepsForBackward == keepForBackward) {
      return kept;
    }
    close();
    ConvLstmPass created =
        type == DataType.FLOAT
            ? new FloatConvLstmPass(wanted, keepForBackward)
            : new DoubleConvLstmPass(wanted);
    pass = created;
    sizes = wanted;
    keepsForBackward = keepForBackward;
    return created;
  }

  /** Returns the pass of the last call. */
  ConvLstmPass last() {
    if (pass == null) {
      throw new IllegalStateException("the backward pass needs a forward pass before it");
    }
    return pass;
  }

  @Override
  public void close() {
    if (pass != null) {
      pass.close();
      pass = null;
    }
  }
}
