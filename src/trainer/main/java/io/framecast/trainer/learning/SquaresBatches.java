package io.framecast.trainer.learning;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Patches;
import io.framecast.squares.Scene;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Generates endless batches of moving squares. Every batch has new clips from zero state, and as
 * many frames that are the next ones of bouncing streams, whose state is carried from batch to
 * batch: a service predicts frame 2,000 as well as frame 14. Half of the sequences are as a PNG
 * keeps them: rounded to 256 levels, without negative noise.
 */
public final class SquaresBatches implements Batches {

  /** The probability that a stream restarts: states then have every age up to about 2,000. */
  private static final double END = 0.02;

  private final Configuration configuration;
  private final SplittableRandom random;
  private final long key;
  private final int clips;
  private final int frames;
  private final int speed;
  private final Scene[] streams;
  private final long[] positions;
  private long drawn;

  /**
   * Generates from a seed.
   *
   * @param clips sequences of a batch that are clips
   * @param streams sequences of a batch that are parts of streams
   * @param frames of a sequence
   */
  public SquaresBatches(
      Configuration configuration, long seed, int clips, int streams, int frames, int speed) {
    this.configuration = configuration;
    this.random = new SplittableRandom(seed);
    // the scenes of the seed itself are for evaluation; these are others
    this.key = random.nextLong();
    this.clips = clips;
    this.frames = frames;
    this.speed = speed;
    this.streams = new Scene[streams];
    this.positions = new long[streams];
  }

  @Override
  public int clips() {
    return clips;
  }

  @Override
  public Batch next() {
    int p = configuration.patch();
    int count = clips + streams.length;
    int side = Scene.SIDE / p;
    int size = Scene.SIDE * Scene.SIDE;
    boolean[] fresh = new boolean[count];
    float[] noisy = new float[count * frames * size];
    float[] targets = new float[noisy.length];
    float[] pixels = new float[size];
    float[] folded = new float[size];
    for (int i = 0; i < count; i++) {
      boolean quantized = i % 2 == 0;
      int stream = i - clips;
      fresh[i] = stream < 0 || streams[stream] == null || random.nextDouble() < END;
      Scene scene = scene(stream, fresh[i]);
      long from = stream < 0 ? 0 : positions[stream];
      for (int t = 0; t < frames; t++) {
        int at = (i * frames + t) * size;
        Arrays.fill(pixels, 0);
        scene.paintNoisy(from + t, pixels, 0);
        if (quantized) {
          quantize(pixels);
        }
        Patches.spaceToDepth(pixels, Scene.SIDE, Scene.SIDE, 1, p, folded);
        System.arraycopy(folded, 0, noisy, at, size);
        Arrays.fill(pixels, 0);
        scene.paintClean(from + t + 1, pixels, 0);
        Patches.spaceToDepth(pixels, Scene.SIDE, Scene.SIDE, 1, p, folded);
        System.arraycopy(folded, 0, targets, at, size);
      }
      if (stream >= 0) {
        positions[stream] = from + frames;
      }
    }
    return new Batch(noisy, targets, fresh, new int[] {count, frames, side, side, p * p});
  }

  private Scene scene(int stream, boolean fresh) {
    if (stream < 0) {
      return Scene.clip(key, drawn++, speed);
    }
    if (fresh) {
      streams[stream] = Scene.bounce(key, drawn++, speed);
      positions[stream] = 0;
    }
    return streams[stream];
  }

  /** Quantizes pixels as an 8-bit PNG does. */
  private static void quantize(float[] pixels) {
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = Math.round(255 * Math.max(0, pixels[k])) / 255f;
    }
  }
}
