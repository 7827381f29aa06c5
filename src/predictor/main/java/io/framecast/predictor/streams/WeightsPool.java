package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which weights streams are served with: the live ones, and those of other versions that some
 * stream has not left yet. Used by any thread.
 */
public final class WeightsPool {
  private final Versions versions;
  private final SwapBudget budget;
  private final Map<String, Weights> others = new HashMap<>();
  private final Map<String, Integer> users = new HashMap<>();
  private Weights live;

  /** Where weights of other versions come from. */
  public interface Versions {
    /** Null where there are none of that name. */
    @Nullable Weights find(String version);
  }

  /**
   * These are live.
   *
   * @param budget of the time that swaps may take
   */
  public WeightsPool(Weights live, Versions versions, SwapBudget budget) {
    this.live = live;
    this.versions = versions;
    this.budget = budget;
  }

  /** These and no others, ever. */
  public static WeightsPool only(Weights weights) {
    return new WeightsPool(weights, version -> null, new SwapBudget(0, 1));
  }

  public synchronized Weights live() {
    return live;
  }

  /** Others are live from now on; streams follow one by one. */
  public synchronized void activate(Weights next) {
    if (users.containsKey(live.version())) {
      others.put(live.version(), live);
    }
    others.remove(next.version());
    live = next;
  }

  boolean isLive(Weights weights) {
    return live().version().equals(weights.version());
  }

  SwapBudget budget() {
    return budget;
  }

  /** Null where nobody has them any more. */
  @Nullable Weights find(String version) {
    synchronized (this) {
      if (live.version().equals(version)) {
        return live;
      }
      Weights known = others.get(version);
      if (known != null) {
        return known;
      }
    }
    return versions.find(version); // which may take its time
  }

  /** A stream is served with these from now on. */
  synchronized void acquire(Weights weights) {
    users.merge(weights.version(), 1, Integer::sum);
    if (!live.version().equals(weights.version())) {
      others.put(weights.version(), weights);
    }
  }

  /** A stream has left these. */
  synchronized void release(Weights weights) {
    if (users.merge(weights.version(), -1, Integer::sum) == 0) {
      users.remove(weights.version());
      others.remove(weights.version());
    }
  }

  /** Whether anybody may still step with them. */
  synchronized boolean isUsed(String version) {
    return live.version().equals(version) || users.containsKey(version);
  }
}
