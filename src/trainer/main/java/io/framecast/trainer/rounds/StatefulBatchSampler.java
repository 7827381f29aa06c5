package io.framecast.trainer.rounds;

import io.framecast.convlstm.Patches;
import io.framecast.frames.Frame;
import io.framecast.trainer.clips.ClipDecoder;
import io.framecast.trainer.clips.LoggedClip;
import io.framecast.trainer.learning.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The order in which clips are learned: batches of {@value #COUNT} lanes, half of them of fresh
 * clips and half of older ones. A lane plays clips of one stream that follow each other in their
 * order and carries their state along, for a service predicts late frames too; then it goes on with
 * another stream.
 */
public final class StatefulBatchSampler {
  public static final int COUNT = 4;

  /** Clips that a lane stays with one stream for. */
  private static final int LONGEST_RUN = 8;

  private final ClipDecoder darkroom;
  private final int patch;
  private final List<Slot> lanes = new ArrayList<>();

  /**
   * Lanes that are to be walked from the first batch on.
   *
   * @param fresh not empty
   * @param old may be empty: all lanes are of fresh clips then
   */
  StatefulBatchSampler(
      ClipDecoder darkroom, int patch, List<LoggedClip> fresh, List<LoggedClip> old, long seed) {
    this.darkroom = darkroom;
    this.patch = patch;
    ShuffledRuns newest = new ShuffledRuns(runs(fresh), seed);
    ShuffledRuns older = old.isEmpty() ? newest : new ShuffledRuns(runs(old), seed + 1);
    for (int i = 0; i < COUNT; i++) {
      lanes.add(new Slot(i % 2 == 0 ? newest : older));
    }
  }

  /** Clips that follow each other, in runs. */
  private static List<List<LoggedClip>> runs(List<LoggedClip> clips) {
    List<List<LoggedClip>> runs = new ArrayList<>();
    LoggedClip before = null;
    for (LoggedClip clip : clips) {
      List<LoggedClip> run = runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
      if (before == null || run.size() == LONGEST_RUN || !clip.continues(before)) {
        run = new ArrayList<>();
        runs.add(run);
      }
      run.add(clip);
      before = clip;
    }
    return runs;
  }

  /** Runs in an order that is drawn anew whenever all have been dealt. */
  private static final class ShuffledRuns {
    private final List<List<LoggedClip>> runs;
    private final Random random;
    private int dealt;

    ShuffledRuns(List<List<LoggedClip>> runs, long seed) {
      this.runs = new ArrayList<>(runs);
      this.random = new Random(seed);
      this.dealt = runs.size();
    }

    List<LoggedClip> deal() {
      if (dealt == runs.size()) {
        Collections.shuffle(runs, random);
        dealt = 0;
      }
      return runs.get(dealt++);
    }
  }

  private static final class Slot {
    private final ShuffledRuns deck;
    private List<LoggedClip> run = List.of();
    private int at;

    Slot(ShuffledRuns deck) {
      this.deck = deck;
    }

    LoggedClip next() {
      if (at == run.size()) {
        run = deck.deal();
        at = 0;
      }
      return run.get(at++);
    }

    boolean begun() {
      return at == 1;
    }
  }

  /** Passes over a batch that has been learned. */
  void skip() {
    lanes.forEach(Slot::next);
  }

  /** The next batch. */
  Batch next() {
    boolean[] fresh = new boolean[COUNT];
    float @Nullable [] frames = null;
    float[] targets = new float[0];
    int[] shape = new int[0];
    for (int i = 0; i < COUNT; i++) {
      Slot lane = lanes.get(i);
      List<Frame> clip = darkroom.develop(lane.next());
      fresh[i] = lane.begun();
      Frame first = clip.get(0);
      int times = clip.size() - 1;
      if (frames == null) {
        int rows = (first.height() + patch - 1) / patch;
        int columns = (first.width() + patch - 1) / patch;
        shape = new int[] {COUNT, times, rows, columns, patch * patch * first.channels()};
        frames = new float[COUNT * times * rows * columns * shape[4]];
        targets = new float[frames.length];
      }
      int size = shape[2] * shape[3] * shape[4];
      float[] folded = new float[size];
      for (int t = 0; t < times; t++) {
        int at = (i * times + t) * size;
        fold(clip.get(t).pixels(), first, folded);
        System.arraycopy(folded, 0, frames, at, size);
        fold(probabilities(clip.get(t + 1).pixels()), first, folded);
        System.arraycopy(folded, 0, targets, at, size);
      }
    }
    return new Batch(frames == null ? targets : frames, targets, fresh, shape);
  }

  private void fold(float[] pixels, Frame shape, float[] folded) {
    Patches.fold(pixels, shape.height(), shape.width(), shape.channels(), patch, folded);
  }

  /** What a cross-entropy can be taken of. */
  private static float[] probabilities(float[] pixels) {
    float[] all = new float[pixels.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.min(1, Math.max(0, pixels[i]));
    }
    return all;
  }
}
