package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores forecasters on the same clips, one step ahead and rolled out, as {@code conv_lstm.py} and
 * the README's table do.
 */
public final class ForecastEvaluator {
  /** The number of input frames before a free roll-out. */
  public static final int CONTEXT = 7;

  /** From this frame on the velocity is known and a forecast is possible. */
  private static final int SETTLED = 2;

  private final List<Clip> clips;

  /** Requires clips of equal length with more than {@link #CONTEXT} frames each. */
  public ForecastEvaluator(List<Clip> clips) {
    if (clips.isEmpty() || clips.stream().anyMatch(c -> c.length() <= CONTEXT)) {
      throw new IllegalArgumentException(
          "expected clips of more than " + CONTEXT + " frames, found " + clips.size() + " clips");
    }
    this.clips = List.copyOf(clips);
  }

  /**
   * The scores of one forecaster.
   *
   * @param all one step ahead, at every frame
   * @param from2 one step ahead, from frame 2 on, where a forecast is possible
   * @param rollOut all leads together
   * @param rollOutByLead element 0 is lead 1
   */
  public record ForecastLine(
      String name,
      ForecastScore all,
      ForecastScore from2,
      ForecastScore rollOut,
      List<ForecastScore> rollOutByLead) {

    public List<Double> f1ByLead() {
      return rollOutByLead.stream().map(ForecastScore::f1).toList();
    }
  }

  /** Scores a forecaster on every clip. */
  public ForecastLine score(Forecaster forecaster) {
    return score(forecaster, () -> {});
  }

  /**
   * Scores a forecaster on every clip.
   *
   * @param done runs after each clip
   */
  public ForecastLine score(Forecaster forecaster, Runnable done) {
    int length = clips.get(0).length();
    int leads = length + 1 - CONTEXT;
    ForecastScore.Sum all = new ForecastScore.Sum();
    ForecastScore.Sum from2 = new ForecastScore.Sum();
    LeadScores rollOut = new LeadScores(CONTEXT, leads);
    for (Clip clip : clips) {
      List<Frame> forecasts = forecaster.oneStep(clip.noisy());
      for (int t = 0; t < length; t++) {
        all.add(forecasts.get(t), clip.targets().get(t));
        if (t >= SETTLED) {
          from2.add(forecasts.get(t), clip.targets().get(t));
        }
      }
      rollOut.add(forecaster, clip);
      done.run();
    }
    return new ForecastLine(
        forecaster.name(), all.score(), from2.score(), rollOut.score(), rollOut.scores());
  }

  /**
   * Returns the one-step score of the end of a long stream, where a forecaster may have decayed.
   *
   * @param from index in the clip of the first input frame that counts
   */
  public static ForecastScore stretch(Forecaster forecaster, Clip stream, int from) {
    ForecastScore.Sum sum = new ForecastScore.Sum();
    List<Frame> forecasts = forecaster.oneStep(stream.noisy());
    IntStream.range(from, stream.length())
        .forEach(t -> sum.add(forecasts.get(t), stream.targets().get(t)));
    return sum.score();
  }
}
