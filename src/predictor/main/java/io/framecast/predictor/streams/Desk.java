package io.framecast.predictor.streams;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import org.jspecify.annotations.Nullable;

/** What one thread computes with: a step, and a copy of a state to go back to. */
final class Desk implements AutoCloseable {
  private final Step step;
  private @Nullable State kept;

  Desk(Weights weights) {
    step = new Step(weights);
  }

  Step step() {
    return step;
  }

  /** Remembers what the state is now. */
  void keep(State state) {
    State copy = kept;
    if (copy == null || !copy.like(state)) {
      close(copy);
      kept = null;
      copy = state.zeroLike();
      kept = copy;
    }
    copy.copyFrom(state);
  }

  /** The state becomes what it was at the last {@link #keep}. */
  void giveBack(State state) {
    State copy = kept;
    if (copy == null) {
      throw new IllegalStateException("expected a state that was kept, found none");
    }
    state.copyFrom(copy);
  }

  private static void close(@Nullable State state) {
    if (state != null) {
      state.close();
    }
  }

  @Override
  public void close() {
    step.close();
    close(kept);
  }
}
