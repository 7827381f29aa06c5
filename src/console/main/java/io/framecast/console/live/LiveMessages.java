package io.framecast.console.live;

import io.framecast.console.status.SystemStatus;
import io.framecast.console.view.EventView;
import io.framecast.console.view.FramePair;
import io.framecast.console.view.SkillHistory;
import io.framecast.console.view.StreamHistories;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of the server-sent events. */
final class LiveMessages {
  private LiveMessages() {}

  /**
   * The first event of a connection.
   *
   * @param admin whether a token is set, so that commands are enabled
   * @param simulator whether there is a simulator
   */
  @Serdeable
  record Hello(
      boolean admin, boolean simulator, SkillHistory.Lines history, List<EventView> events) {}

  /**
   * The list of streams.
   *
   * @param more the number of evicted streams
   */
  @Serdeable
  record Streams(List<StreamHistories.ListedStream> streams, long more) {}

  /** The newest pairs of the subscribed streams. */
  @Serdeable
  record Frames(List<FramePair> streams) {}

  /**
   * The totals, sent once a second.
   *
   * @param at milliseconds since 1970
   * @param rate predictions per second
   * @param leads the pooled skill of each lead from 1 on over the last minute, null for a lead
   *     without a score; empty while no lead above 1 has a score
   * @param behind for how many seconds the newest frames wait for their predictions
   * @param model the model of the newest prediction
   * @param speed the simulator's speed, null without one
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
      List<@Nullable Double> leads,
      long behind,
      @Nullable String model,
      boolean broker,
      @Nullable String sentence,
      List<SystemStatus.PartitionLag> lag,
      List<SystemStatus.PredictorState> predictors,
      SystemStatus.@Nullable TrainerState trainer,
      @Nullable Integer speed) {}
}
