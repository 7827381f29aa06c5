package io.framecast.trainer.evaluation;

import io.framecast.convlstm.Weights;
import io.framecast.squares.Clip;
import io.framecast.trainer.baselines.Baselines;
import io.framecast.trainer.baselines.ForecastScore;
import io.framecast.trainer.baselines.LeadScores;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Scores forecasts of several frames, from a forecaster or from a network's own predictions.
 *
 * @param model version of the weights
 * @param seen frames of each clip that the network reads
 * @param pixels of a frame
 * @param network its scores; element 0 is lead 1
 * @param persistence those of the last frame that was seen
 */
public record LeadEvaluation(
    String model,
    int clips,
    int seen,
    int pixels,
    List<ForecastScore> network,
    List<ForecastScore> persistence) {

  /**
   * Evaluates weights.
   *
   * @param source clips of {@code seen + ahead - 1} frames by their number
   * @param output takes a line about the time left every few seconds
   */
  public static LeadEvaluation of(
      Weights weights,
      LongFunction<Clip> source,
      int clips,
      int seen,
      int ahead,
      Consumer<String> output) {
    long each = (long) seen + ahead;
    EvaluationProgress progress = new EvaluationProgress(clips * each, output, System::nanoTime);
    LeadScores ofNetwork = new LeadScores(seen, ahead);
    LeadScores ofPersistence = new LeadScores(seen, ahead);
    int pixels = 0;
    try (NetworkForecaster network = new NetworkForecaster(weights)) {
      for (int n = 0; n < clips; n++) {
        Clip clip = source.apply(n);
        pixels = clip.targets().get(0).pixels().length;
        ofNetwork.add(network, clip);
        ofPersistence.add(Baselines.persistence(), clip);
        progress.add(each);
      }
    }
    return new LeadEvaluation(
        weights.version(), clips, seen, pixels, ofNetwork.scores(), ofPersistence.scores());
  }

  /**
   * Returns the cross-entropy of all frames of a forecast together, in nats, as Shi et al. 2015
   * report it.
   */
  public double crossEntropy() {
    return network.stream().mapToDouble(ForecastScore::bce).sum() * pixels;
  }

  /** Returns the squared errors of a frame, summed over its pixels, mean over the leads. */
  public double squaredError() {
    return network.stream().mapToDouble(ForecastScore::mse).average().orElse(Double.NaN) * pixels;
  }
}
