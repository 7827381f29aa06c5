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
 * Arranges clips into batches of {@value #SLOTS} slots, half of them for fresh clips and half for
 * older ones. A slot takes consecutive clips of one stream in their order and carries their state,
 * since a service predicts late frames too; then it changes to another stream.
 */
public final class StatefulBatchSampler {
  public static final int SLOTS = 4;

  /** Clips of one stream that a slot takes in a row. */
  private static final int MAX_RUN = 8;

  private final ClipDecoder decoder;
  private final int patch;
  private final List<Slot> slots = new ArrayList<>();

  /**
   * Begins with the first batch.
   *
   * @param fresh not empty
   * @param older may be empty: all slots take fresh clips then
   */
  StatefulBatchSampler(
      ClipDecoder decoder, int patch, List<LoggedClip> fresh, List<LoggedClip> older, long seed) {
    this.decoder = decoder;
    this.patch = patch;
    ShuffledRuns freshRuns = new ShuffledRuns(runs(fresh), seed);
    ShuffledRuns olderRuns = older.isEmpty() ? freshRuns : new ShuffledRuns(runs(older), seed + 1);
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new Slot(i % 2 == 0 ? freshRuns : olderRuns));
    }
  }

  /** Groups clips that continue each other. */
  private static List<List<LoggedClip>> runs(List<LoggedClip> clips) {
    List<List<LoggedClip>> runs = new ArrayList<>();
    LoggedClip before = null;
    for (LoggedClip clip : clips) {
      List<LoggedClip> run = runs.isEmpty() ? List.of() : runs.get(runs.size() - 1);
      if (before == null || run.size() == MAX_RUN || !clip.place().continues(before.place())) {
        run = new ArrayList<>();
        runs.add(run);
      }
      run.add(clip);
      before = clip;
    }
    return runs;
  }

  /** Returns runs in a random order, and shuffles again when all were returned. */
  private static final class ShuffledRuns {
    private final List<List<LoggedClip>> runs;
    private final Random random;
    private int returned;

    ShuffledRuns(List<List<LoggedClip>> runs, long seed) {
      this.runs = new ArrayList<>(runs);
      this.random = new Random(seed);
      this.returned = runs.size();
    }

    List<LoggedClip> next() {
      if (returned == runs.size()) {
        Collections.shuffle(runs, random);
        returned = 0;
      }
      return runs.get(returned++);
    }
  }

  private static final class Slot {
    private final ShuffledRuns runs;
    private List<LoggedClip> run = List.of();
    private int position;

    Slot(ShuffledRuns runs) {
      this.runs = runs;
    }

    LoggedClip next() {
      if (position == run.size()) {
        run = runs.next();
        position = 0;
      }
      return run.get(position++);
    }

    boolean isAtStartOfRun() {
      return position == 1;
    }
  }

  /** Skips a batch without decoding it. */
  void skip() {
    slots.forEach(Slot::next);
  }

  /** Returns the next batch. */
  Batch next() {
    boolean[] fresh = new boolean[SLOTS];
    float @Nullable [] frames = null;
    float[] targets = new float[0];
    int[] shape = new int[0];
    for (int i = 0; i < SLOTS; i++) {
      Slot slot = slots.get(i);
      List<Frame> clip = decoder.decode(slot.next());
      fresh[i] = slot.isAtStartOfRun();
      Frame first = clip.get(0);
      int times = clip.size() - 1;
      if (frames == null) {
        int rows = (first.height() + patch - 1) / patch;
        int columns = (first.width() + patch - 1) / patch;
        shape = new int[] {SLOTS, times, rows, columns, patch * patch * first.channels()};
        frames = new float[SLOTS * times * rows * columns * shape[4]];
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
    Patches.spaceToDepth(pixels, shape.height(), shape.width(), shape.channels(), patch, folded);
  }

  /** Limits pixels to 0 to 1, as a cross-entropy needs its targets. */
  private static float[] probabilities(float[] pixels) {
    float[] limited = new float[pixels.length];
    for (int i = 0; i < limited.length; i++) {
      limited[i] = Math.min(1, Math.max(0, pixels[i]));
    }
    return limited;
  }
}
