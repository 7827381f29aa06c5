package io.framecast.console.around;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How it is around the topics.
 *
 * @param broker whether it answers
 * @param sentence what is wrong with it, null where nothing is
 * @param lag of the predictors, by partition of the frames topic
 * @param predictors those that answer
 * @param trainer null where none answers
 */
@Serdeable
public record Around(
    boolean broker,
    @Nullable String sentence,
    List<Lag> lag,
    List<PredictorState> predictors,
    @Nullable TrainerState trainer) {

  static final Around NOTHING = new Around(false, "not asked yet", List.of(), List.of(), null);

  /** Frames that are not answered yet. */
  @Serdeable
  public record Lag(int partition, long lag) {}

  /**
   * A predictor.
   *
   * @param phase in a word
   * @param restoring what of its streams is not back yet, in words
   */
  @Serdeable
  public record PredictorState(String address, String phase, String restoring) {}

  /**
   * The trainer.
   *
   * @param phase in a word
   * @param step of the round that is on, 0 without one
   * @param last what was decided last
   */
  @Serdeable
  public record TrainerState(String phase, int step, int steps, String last) {}
}
