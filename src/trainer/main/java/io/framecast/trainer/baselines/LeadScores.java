package io.framecast.trainer.baselines;

import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.util.List;
import java.util.stream.Stream;

/** Adds up the errors of forecasts, each lead for itself. */
public final class LeadScores {
  private final int context;
  private final List<ForecastScore.Sum> byLead;

  /**
   * Begins without any.
   *
   * @param context frames of a clip that a forecaster sees
   * @param leads frames that it predicts after them
   */
  public LeadScores(int context, int leads) {
    this.context = context;
    this.byLead = Stream.generate(ForecastScore.Sum::new).limit(leads).toList();
  }

  /** Adds a forecaster's forecast of a clip. */
  public void add(Forecaster forecaster, Clip clip) {
    List<Frame> forecast = forecaster.rollOut(clip.noisy().subList(0, context), byLead.size());
    for (int lead = 0; lead < byLead.size(); lead++) {
      byLead.get(lead).add(forecast.get(lead), clip.targets().get(context - 1 + lead));
    }
  }

  /** Returns the score of each lead; element 0 is lead 1. */
  public List<ForecastScore> scores() {
    return byLead.stream().map(ForecastScore.Sum::score).toList();
  }

  /** Returns the score of all leads together. */
  ForecastScore score() {
    ForecastScore.Sum all = new ForecastScore.Sum();
    byLead.forEach(all::add);
    return all.score();
  }
}
