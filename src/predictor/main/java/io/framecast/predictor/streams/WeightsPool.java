package io.framecast.predictor.streams;

import io.framecast.convlstm.Weights;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the weights that streams use: the live ones, and those of other versions that some stream
 * still uses. Any thread may use it.
 */
public final class WeightsPool {
  private final Versions versions;
  private final SwapBudget budget;
  private final Map<String, Weights> others = new HashMap<>();
  private final Map<String, Integer> users = new HashMap<>();
  private Weights live;

  /** Finds the weights of other versions. */
  public interface Versions {
    /** Returns the weights of this version, null if it is not registered. */
    @Nullable Weights find(String version);
  }

  /**
   * Starts with these live weights.
   *
   * @param budget limits the time that swaps may take
   */
  public WeightsPool(Weights live, Versions versions, SwapBudget budget) {
    this.live = live;
    this.versions = versions;
    this.budget = budget;
  }

  /** Returns a pool with these weights only, which finds no other versions. */
  public static WeightsPool only(Weights weights) {
    return new WeightsPool(weights, version -> null, new SwapBudget(0, 1));
  }

  public synchronized Weights live() {
    return live;
  }

  /** Makes these the live weights; streams swap to them one by one. */
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

  /** Returns the weights of this version, null if they are no longer registered. */
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
    return versions.find(version); // this may block, so not under the lock
  }

  /** Registers one more user of these weights. */
  synchronized void acquire(Weights weights) {
    users.merge(weights.version(), 1, Integer::sum);
    if (!live.version().equals(weights.version())) {
      others.put(weights.version(), weights);
    }
  }

  /** Removes one user of these weights; without users, only live weights are kept. */
  synchronized void release(Weights weights) {
    if (users.merge(weights.version(), -1, Integer::sum) == 0) {
      users.remove(weights.version());
      others.remove(weights.version());
    }
  }

  /** Returns whether the version is live or a stream still uses it. */
  synchronized boolean isUsed(String version) {
    return live.version().equals(version) || users.containsKey(version);
  }
}
