package io.framecast.trainer.gate;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.topics.models.RefusedModelException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a challenger must pass: it is better than the champion on the newest clips that nobody
 * learned from, and on the golden ones, which never change, its skill is not more than a margin
 * below the champion's. Both beyond doubt, by a {@link PairedBootstrap}.
 *
 * @param golden clips that every version is held to
 * @param alpha how often, at most, one that is no better may pass
 * @param margin of skill on the golden clips
 */
public record Gate(List<Supplier<List<Frame>>> golden, double alpha, double margin) {
  /** Of fewer clips a bootstrap says too little. */
  public static final int LEAST_CLIPS = 20;

  private static final long SEED = 1979;

  public Gate {
    golden = List.copyOf(golden);
  }

  /**
   * How a challenger did.
   *
   * @param newest its skill above the champion's on the newest clips
   * @param golden the same on the golden ones, null without any
   * @param reason one sentence with both
   */
  public record GateResult(
      boolean passed, PairedBootstrap newest, @Nullable PairedBootstrap golden, String reason) {}

  /** Whether there are enough clips for a judgement. */
  public static boolean isEnough(int clips) {
    return clips >= LEAST_CLIPS;
  }

  /**
   * Judges on clips that neither has learned from.
   *
   * @throws RefusedModelException where one of them cannot take the clips; the message names it
   */
  public GateResult judge(
      Weights champion, Weights challenger, List<Supplier<List<Frame>>> newest) {
    List<ClipError> before = ClipError.of(champion, newest);
    List<ClipError> after = ClipError.of(challenger, newest);
    PairedBootstrap better = PairedBootstrap.of(before, after, alpha, SEED);
    PairedBootstrap kept =
        golden.isEmpty()
            ? null
            : PairedBootstrap.of(
                ClipError.of(champion, golden), ClipError.of(challenger, golden), alpha, SEED);
    boolean holds = kept == null || kept.low() > -margin;
    boolean passed = better.low() > 0 && holds;
    return new GateResult(
        passed,
        better,
        kept,
        "%s: skill on the newest clips %s%s%s%s"
            .formatted(
                passed
                    ? "better than " + champion.version()
                    : "not better than " + champion.version(),
                better,
                better.low() > 0 ? "" : ", expected above 0",
                kept == null ? "" : ", on the golden ones " + kept,
                holds ? "" : String.format(Locale.ROOT, ", expected above -%.3f", margin)));
  }

  /**
   * Whether the old one is better than the live one, beyond doubt; golden clips say nothing here.
   *
   * @throws RefusedModelException where one of them cannot take the clips; the message names it
   */
  public PairedBootstrap worse(Weights live, Weights old, List<Supplier<List<Frame>>> newest) {
    return PairedBootstrap.of(ClipError.of(live, newest), ClipError.of(old, newest), alpha, SEED);
  }
}
