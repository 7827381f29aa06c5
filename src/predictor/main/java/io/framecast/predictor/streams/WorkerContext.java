package io.framecast.predictor.streams;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one thread computes with: a step a version, and a copy of a state to go back to. */
final class WorkerContext implements AutoCloseable {
  private final Function<Weights, Step> make;
  private final Map<String, Step> steps = new HashMap<>();
  private @Nullable State kept;

  /**
   * Empty.
   *
   * @param make a step, once for each version
   */
  WorkerContext(Function<Weights, Step> make) {
    this.make = make;
  }

  Step step(Weights weights) {
    return steps.computeIfAbsent(weights.version(), version -> make.apply(weights));
  }

  /** Frees the steps of versions that nobody uses. */
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

  /** Remembers what the state is now. */
  void saveState(State state) {
    State copy = kept;
    if (copy == null || !copy.hasSameShape(state)) {
      close(copy);
      kept = null;
      copy = state.zeroLike();
      kept = copy;
    }
    copy.copyFrom(state);
  }

  /** The state becomes what it was at the last {@link #saveState}. */
  void restoreState(State state) {
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

  /** Frees all it holds; what is needed again is made again. */
  void free() {
    steps.values().forEach(Step::close);
    steps.clear();
    close(kept);
    kept = null;
  }

  @Override
  public void close() {
    free();
  }
}
