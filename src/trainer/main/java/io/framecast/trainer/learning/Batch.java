package io.framecast.trainer.learning;

import java.util.Arrays;
import java.util.Locale;

/**
 * The sequences of one update.
 *
 * @param frames of shape {@code [sequences, frames, rows, columns, depth channels]}
 * @param targets 0 to 1; the frame after each frame, or several leads
 * @param fresh whether each sequence starts from zero state, rather than from its carried state
 * @param shape of the frames
 * @param targetShape of the targets
 */
public record Batch(
    float[] frames, float[] targets, boolean[] fresh, int[] shape, int[] targetShape) {

  /** Holds the frame after each frame as target. */
  public Batch(float[] frames, float[] targets, boolean[] fresh, int[] shape) {
    this(frames, targets, fresh, shape, shape);
  }

  /**
   * Returns the same sequences for a forecaster: zeros follow the frames that its encoder reads,
   * and the targets are the frames there.
   *
   * @param ahead the number of the last frames to forecast
   */
  Batch forForecaster(int ahead) {
    int times = requireFrames(ahead);
    int seen = times - ahead + 1;
    int size = frameSize();
    float[] context = new float[shape[0] * (seen + ahead) * size];
    float[] forecasts = new float[shape[0] * ahead * size];
    for (int i = 0; i < shape[0]; i++) {
      int from = i * times * size;
      System.arraycopy(frames, from, context, i * (seen + ahead) * size, seen * size);
      int first = from + (seen - 1) * size; // the frame after the last one seen
      System.arraycopy(targets, first, forecasts, i * ahead * size, ahead * size);
    }
    return new Batch(
        context, forecasts, allFresh(), withTimes(seen + ahead, 1), withTimes(ahead, 1));
  }

  /**
   * Returns the same sequences for a network that predicts several leads after each frame; the last
   * frames, whose leads are not known, are left out.
   */
  Batch ofLeads(int leads) {
    int times = requireFrames(leads);
    int kept = times - leads + 1;
    int size = frameSize();
    int channels = shape[4];
    float[] inputs = new float[shape[0] * kept * size];
    float[] all = new float[inputs.length * leads];
    for (int i = 0; i < shape[0]; i++) {
      System.arraycopy(frames, i * times * size, inputs, i * kept * size, kept * size);
      for (int t = 0; t < kept; t++) {
        for (int lead = 0; lead < leads; lead++) {
          int from = (i * times + t + lead) * size;
          int to = (i * kept + t) * size * leads + lead * channels;
          for (int pixel = 0; pixel < size / channels; pixel++) {
            System.arraycopy(
                targets, from + pixel * channels, all, to + pixel * channels * leads, channels);
          }
        }
      }
    }
    return new Batch(inputs, all, allFresh(), withTimes(kept, 1), withTimes(kept, leads));
  }

  private int requireFrames(int leads) {
    if (shape[1] <= leads) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected sequences of more than %d frames, for %d leads, found %d frames",
              leads,
              leads,
              shape[1]));
    }
    return shape[1];
  }

  private int frameSize() {
    return shape[2] * shape[3] * shape[4];
  }

  private int[] withTimes(int times, int leads) {
    return new int[] {shape[0], times, shape[2], shape[3], shape[4] * leads};
  }

  private boolean[] allFresh() {
    boolean[] all = new boolean[shape[0]];
    Arrays.fill(all, true);
    return all;
  }
}
