package io.framecast.console.live;

import io.framecast.console.around.Around;
import io.framecast.console.follow.Happening;
import io.framecast.console.follow.History;
import io.framecast.console.follow.Reels;
import io.framecast.console.follow.Shot;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in the events that a browser is sent. */
final class Told {
  private Told() {}

  /**
   * The first one.
   *
   * @param admin whether a token is set, without which nothing can be changed
   * @param simulator whether there is one
   */
  @Serdeable
  record Hello(boolean admin, boolean simulator, History.Lines history, List<Happening> events) {}

  /**
   * Which streams there are.
   *
   * @param more that had to go for others
   */
  @Serdeable
  record Streams(List<Reels.Listed> streams, long more) {}

  /** The newest shots of the streams that are looked at. */
  @Serdeable
  record Frames(List<Shot> streams) {}

  /**
   * Once a second.
   *
   * @param at milliseconds since 1970
   * @param rate predictions a second
   * @param model of the newest prediction
   * @param speed of the simulator, null without one
   */
  @Serdeable
  record Totals(
      long at,
      long frames,
      long predictions,
      long deadLetters,
      double rate,
      @Nullable Double skill,
      @Nullable Long p50,
      @Nullable Long p99,
      @Nullable String model,
      boolean broker,
      @Nullable String sentence,
      List<Around.Lag> lag,
      List<Around.PredictorState> predictors,
      Around.@Nullable TrainerState trainer,
      @Nullable Integer speed) {}
}
