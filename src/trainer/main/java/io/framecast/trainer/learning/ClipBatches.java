package io.framecast.trainer.learning;

import io.framecast.convlstm.Patches;
import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/** Makes batches of numbered clips, from number 0 on, each from zero state. */
public final class ClipBatches implements Batches {
  private final LongFunction<Clip> source;
  private final int clips;
  private final int patch;
  private long drawn;

  /**
   * Draws from a source.
   *
   * @param source clips of one size and length by their number
   * @param clips of a batch
   * @param patch side of the space-to-depth patch
   */
  public ClipBatches(LongFunction<Clip> source, int clips, int patch) {
    this.source = source;
    this.clips = clips;
    this.patch = patch;
  }

  @Override
  public int clips() {
    return clips;
  }

  @Override
  public Batch next() {
    Clip first = source.apply(drawn);
    Frame frame = first.noisy().get(0);
    int rows = (frame.height() + patch - 1) / patch;
    int columns = (frame.width() + patch - 1) / patch;
    int[] shape = {clips, first.length(), rows, columns, patch * patch * frame.channels()};
    int length = shape[1] * shape[2] * shape[3] * shape[4];
    float[] frames = new float[clips * length];
    float[] targets = new float[frames.length];
    for (int i = 0; i < clips; i++) {
      Clip clip = source.apply(drawn++);
      fold(clip.noisy(), i * length, length / clip.length(), frames);
      fold(clip.targets(), i * length, length / clip.length(), targets);
    }
    boolean[] fresh = new boolean[clips];
    Arrays.fill(fresh, true);
    return new Batch(frames, targets, fresh, shape);
  }

  private void fold(List<Frame> clip, int from, int size, float[] to) {
    float[] folded = new float[size];
    for (int t = 0; t < clip.size(); t++) {
      Frame frame = clip.get(t);
      Patches.spaceToDepth(
          frame.pixels(), frame.height(), frame.width(), frame.channels(), patch, folded);
      System.arraycopy(folded, 0, to, from + t * size, size);
    }
  }
}
