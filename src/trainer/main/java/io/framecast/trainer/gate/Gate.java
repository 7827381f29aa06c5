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
 * <p>A champion whose predictions are not finite cannot win: copying the last frame takes its
 * place, and the challenger must be as good.
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
   * @param isChampionFinite whether the predictions of the champion are; else a gain is over
   *     copying the last frame
   * @param reason one sentence with both gains
   */
  public record GateResult(
      boolean passed,
      PairedBootstrap newest,
      @Nullable PairedBootstrap golden,
      boolean isChampionFinite,
      String reason) {}

  /** A gain in skill over the champion, or over copying the last frame. */
  private record Gain(PairedBootstrap skill, boolean isChampionFinite) {

    boolean isEnough() {
      return isChampionFinite ? skill.low() > 0 : skill.low() >= 0;
    }

    String expected() {
      return isEnough() ? "" : isChampionFinite ? ", expected above 0" : ", expected at least 0";
    }

    @Override
    public String toString() {
      return isChampionFinite
          ? skill.toString()
          : skill + " over copying the last frame, as the champion gives no finite predictions";
    }
  }

  /** Whether there are enough clips for an evaluation. */
  public static boolean isEnough(int clips) {
    return clips >= MIN_CLIPS;
  }

  /**
   * Evaluates on clips that neither version was trained on.
   *
   * @throws InvalidModelException if a version cannot take the clips, or the challenger gives no
   *     finite predictions; the message names it
   * @throws EvaluationMemoryException for a lack of memory
   */
  public GateResult evaluate(Weights champion, Weights challenger, List<EvaluatedClip> newest) {
    Gain better = gain(champion, challenger, newest);
    Gain goldenGain = golden.isEmpty() ? null : gain(champion, challenger, golden);
    boolean holds = goldenGain == null || goldenGain.skill().low() > -margin;
    boolean passed = better.isEnough() && holds;
    return new GateResult(
        passed,
        better.skill(),
        goldenGain == null ? null : goldenGain.skill(),
        better.isChampionFinite() && (goldenGain == null || goldenGain.isChampionFinite()),
        String.format(
            Locale.ROOT,
            "%s: skill on the newest clips %s%s%s%s",
            passed ? "better than " + champion.version() : "not better than " + champion.version(),
            better,
            better.expected(),
            goldenGain == null ? "" : ", on the golden ones " + goldenGain,
            holds ? "" : String.format(Locale.ROOT, ", expected above -%.3f", margin)));
  }

  private Gain gain(Weights champion, Weights challenger, List<EvaluatedClip> clips) {
    List<ClipError> before = ClipError.ofAny(champion, clips);
    boolean isFinite = before.stream().allMatch(ClipError::isFinite);
    List<ClipError> rival =
        isFinite ? before : before.stream().map(ClipError::ofPersistence).toList();
    return new Gain(
        PairedBootstrap.of(rival, ClipError.of(challenger, clips), alpha, SEED), isFinite);
  }

  /** Returns the gain in skill of the previous version over the live one, on the same clips. */
  public PairedBootstrap compare(List<ClipError> live, List<ClipError> previous) {
    return PairedBootstrap.of(live, previous, alpha, SEED);
  }
}
