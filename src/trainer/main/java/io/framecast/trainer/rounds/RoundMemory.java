package io.framecast.trainer.rounds;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Stage;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.trainer.clips.IndexedClip;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the memory that the process of a round needs. It is linear in the pixels of a frame:
 * the layers keep every frame of a batch for the backward pass. Measured peaks are in the README.
 */
public final class RoundMemory {
  private static final double GB = 1 << 30;

  /** A process with a small network and small frames. */
  private static final long BASE = 400L << 20;

  /** Numbers that a layer keeps for a filter: gates, states, activations and gradients of them. */
  private static final int PER_FILTER = 12;

  private RoundMemory() {}

  /**
   * Returns why the process of a round on these clips would not have enough memory; null if it has.
   *
   * @param fresh clips to train on, all of one size; there may be as many bytes of older ones
   * @param allowed bytes, the setting {@code framecast.round.memory}
   */
  public static @Nullable String shortage(
      Configuration network, List<IndexedClip> fresh, long allowed) {
    IndexedClip first = fresh.get(0);
    long bytes = fresh.stream().mapToLong(IndexedClip::bytes).sum();
    long needed = needed(network, first.height(), first.width(), 2 * bytes);
    return needed <= allowed
        ? null
        : String.format(
            Locale.ROOT,
            "clips of %dx%d need about %.1f GB to train on, and framecast.round.memory allows %.1f GB;"
                + " raise it, on a machine that has so much, or send smaller frames",
            first.height(),
            first.width(),
            needed / GB,
            allowed / GB);
  }

  /**
   * Returns bytes, on the heap and outside of it.
   *
   * @param clipBytes of all encoded frames of the round
   */
  static long needed(Configuration network, int height, int width, long clipBytes) {
    int patch = network.patch();
    long pixels = (long) ((height + patch - 1) / patch) * ((width + patch - 1) / patch);
    long numbers = 0;
    long channels = (long) network.channels() * patch * patch;
    for (Stage stage : network.stages()) {
      if (stage instanceof ConvLstm2D layer) {
        numbers += channels + (long) PER_FILTER * layer.filters();
        channels = layer.filters();
      }
    }
    long frames = (long) StatefulBatchSampler.SLOTS * (IndexedClip.FRAMES - 1);
    return BASE + clipBytes + Float.BYTES * frames * pixels * numbers;
  }
}
