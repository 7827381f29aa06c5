package io.framecast.console.status;

import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The status of the broker, the predictors and the trainer.
 *
 * @param broker whether the broker answers and has the topic of frames
 * @param sentence why not, or why the lag is not known: a whole sentence; null otherwise
 * @param lag the predictors' lag for each partition of the frames topic
 * @param unusedGroup the predictors' group while it has committed no position; null otherwise
 * @param predictors the predictors that answer
 * @param trainer the trainer, null while none answers
 * @param waitingSince since when frames wait at every poll, milliseconds since 1970; null without
 *     lag
 */
@Serdeable
public record SystemStatus(
    boolean broker,
    @Nullable String sentence,
    List<PartitionLag> lag,
    @Nullable String unusedGroup,
    List<PredictorState> predictors,
    @Nullable TrainerState trainer,
    @Nullable Long waitingSince) {

  static final SystemStatus NOTHING =
      new SystemStatus(
          false, "The Kafka broker was not asked yet.", List.of(), null, List.of(), null, null);

  /**
   * Returns the status beside so many predictions per second. If there are some, and the group has
   * committed nothing, the predictors are of another group, and their lag is not known.
   */
  public SystemStatus beside(double rate) {
    if (unusedGroup == null || rate == 0) {
      return this;
    }
    String why =
        String.format(
            Locale.ROOT,
            "The group %s has committed no position, and predictions arrive. Set framecast.group to the"
                + " predictors' group.",
            unusedGroup);
    return new SystemStatus(broker, why, List.of(), null, predictors, trainer, null);
  }

  /** The number of frames in a partition that have no prediction yet. */
  @Serdeable
  public record PartitionLag(int partition, long lag) {}

  /**
   * The state of a predictor.
   *
   * @param phase one word
   * @param restoring how much of its state is not restored yet
   */
  @Serdeable
  public record PredictorState(String address, String phase, String restoring) {}

  /**
   * The state of the trainer.
   *
   * @param phase one word
   * @param step the training step, 0 while it does not train
   * @param last the last decision
   */
  @Serdeable
  public record TrainerState(String phase, int step, int steps, String last) {}
}
