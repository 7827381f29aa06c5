package io.framecast.trainer.rounds;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Stage;
import io.framecast.convlstm.Stage.ConvLstm2D;
import io.framecast.trainer.clips.IndexedClip;

/**
 * Estimates the memory that the process of a round needs. It is linear in the pixels of a frame:
 * the layers keep every frame of a batch for the backward pass. Measured peaks are in the README.
 */
public final class RoundMemory {
  /** A process with a small network and small frames. */
  private static final long BASE = 400L << 20;

  /** Numbers that a layer keeps for a filter: gates, states, activations and gradients of them. */
  private static final int PER_FILTER = 12;

  private RoundMemory() {}

  /**
   * Returns bytes, on the heap and outside of it.
   *
   * @param clipBytes of all encoded frames of the round
   */
  public static long needed(Configuration network, int height, int width, long clipBytes) {
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
