package io.framecast.predictor.streams;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Holds what one worker thread computes with: a step per version, and a saved copy of a state. */
final class WorkerContext implements AutoCloseable {
  private final Function<Weights, Step> stepFactory;
  private final Map<String, Step> steps = new HashMap<>();
  private @Nullable State saved;

  /**
   * Starts without any step.
   *
   * @param stepFactory creates a step, once for each version
   */
  WorkerContext(Function<Weights, Step> stepFactory) {
    this.stepFactory = stepFactory;
  }

  Step step(Weights weights) {
    return steps.computeIfAbsent(weights.version(), version -> stepFactory.apply(weights));
  }

  /** Frees the steps of versions that are no longer used. */
  void keepOnly(Predicate<String> used) {
    if (steps.size() > 1) {
      steps
          .entrySet()
          .removeIf(
              step -> {
                boolean unused = !used.test(step.getKey());
                if (unused) {
                  step.getValue().close();
                }
                return unused;
              });
    }
  }

  /** Saves a copy of the state. */
  void saveState(State state) {
    State copy = saved;
    if (copy == null || !copy.hasSameShape(state)) {
      close(copy);
      saved = null;
      copy = state.zeroLike();
      saved = copy;
    }
    copy.copyFrom(state);
  }

  /** Restores the copy of the last {@link #saveState}. */
  void restoreState(State state) {
    State copy = saved;
    if (copy == null) {
      throw new IllegalStateException("no state was saved before this rollback");
    }
    state.copyFrom(copy);
  }

  private static void close(@Nullable State state) {
    if (state != null) {
      state.close();
    }
  }

  /** Frees all steps and the saved copy; they are created again when needed. */
  void free() {
    steps.values().forEach(Step::close);
    steps.clear();
    close(saved);
    saved = null;
  }

  @Override
  public void close() {
    free();
  }
}
