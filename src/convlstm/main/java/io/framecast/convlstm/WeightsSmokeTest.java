package io.framecast.convlstm;

import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Runs a short clip through weights, since finite weights may lead to predictions that are not. */
public final class WeightsSmokeTest {
  private static final int FRAMES = 4;
  private static final FrameSize ANY = new FrameSize(24, 40);

  private WeightsSmokeTest() {}

  /**
   * Returns what is wrong with the predictions; null if all of them are finite.
   *
   * @throws OffHeapExhaustedException if there is not enough memory now
   */
  public static @Nullable String failure(Weights weights) {
    Configuration configuration = weights.configuration();
    FrameSize size = Objects.requireNonNullElse(configuration.frame(), ANY);
    float[] frame = new float[size.height() * size.width() * configuration.channels()];
    float[] prediction = new float[frame.length];
    SplittableRandom random = new SplittableRandom(1);
    try (Step step = new Step(weights);
        State state = State.zero(configuration, size.height(), size.width())) {
      for (int n = 0; n < FRAMES; n++) {
        for (int i = 0; i < frame.length; i++) {
          frame[i] = random.nextInt(4) == 0 ? 1 : 0;
        }
        step.next(state, frame, prediction);
        for (float pixel : prediction) {
          if (!Float.isFinite(pixel)) {
            return String.format(
                Locale.ROOT,
                "expected finite predictions of a clip of %d frames, found %s after frame %d",
                FRAMES,
                pixel,
                n);
          }
        }
      }
    }
    return null;
  }
}
