package io.framecast.trainer.gate;

import io.framecast.convlstm.Weights;
import io.framecast.topics.models.InvalidModelException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a challenger is promoted. It must be better than the champion on the newest
 * held-out clips. On the golden clips, which never change, it may lose at most a margin of skill. A
 * {@link PairedBootstrap} gives the confidence of both.
 *
 * @param golden clips that every version is evaluated on
 * @param alpha the largest probability that a version that is no better passes
 * @param margin of skill that may be lost on the golden clips
 */
public record Gate(List<EvaluatedClip> golden, double alpha, double margin) {
  /** A bootstrap of fewer clips says too little. */
  public static final int MIN_CLIPS = 20;

  private static final long SEED = 1979;

  public Gate {
    golden = List.copyOf(golden);
  }

  /**
   * The result of an evaluation.
   *
   * @param newest its gain in skill over the champion on the newest clips
   * @param golden the same on the golden clips; null without any
   * @param reason one sentence with both gains
   */
  public record GateResult(
      boolean passed, PairedBootstrap newest, @Nullable PairedBootstrap golden, String reason) {}

  /** Whether there are enough clips for an evaluation. */
  public static boolean isEnough(int clips) {
    return clips >= MIN_CLIPS;
  }

  /**
   * Evaluates on clips that neither version was trained on.
   *
   * @throws InvalidModelException if a version cannot take the clips; the message names it
   */
  public GateResult evaluate(Weights champion, Weights challenger, List<EvaluatedClip> newest) {
    List<ClipError> before = ClipError.of(champion, newest);
    List<ClipError> after = ClipError.of(challenger, newest);
    PairedBootstrap better = PairedBootstrap.of(before, after, alpha, SEED);
    PairedBootstrap goldenGain =
        golden.isEmpty()
            ? null
            : PairedBootstrap.of(
                ClipError.of(champion, golden), ClipError.of(challenger, golden), alpha, SEED);
    boolean holds = goldenGain == null || goldenGain.low() > -margin;
    boolean passed = better.low() > 0 && holds;
    return new GateResult(
        passed,
        better,
        goldenGain,
        String.format(
            Locale.ROOT,
            "%s: skill on the newest clips %s%s%s%s",
            passed ? "better than " + champion.version() : "not better than " + champion.version(),
            better,
            better.low() > 0 ? "" : ", expected above 0",
            goldenGain == null ? "" : ", on the golden ones " + goldenGain,
            holds ? "" : String.format(Locale.ROOT, ", expected above -%.3f", margin)));
  }

  /** Returns the gain in skill of the previous version over the live one, on the same clips. */
  public PairedBootstrap compare(List<ClipError> live, List<ClipError> previous) {
    return PairedBootstrap.of(live, previous, alpha, SEED);
  }
}
