package io.framecast.trainer.service;

import io.framecast.trainer.drift.DriftDetector.DriftAlarm;
import io.framecast.trainer.rounds.TrainingClips;
import io.framecast.trainer.service.RoundRequest.Cause;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a round of retraining is due. All functions here are pure: the time is an input like
 * the others. Times are milliseconds since 1970.
 */
final class RetrainingTrigger {
  /** After a drift alarm, a round waits so long for as many clips as it would like. */
  static final long PATIENCE_MILLIS = 120_000;

  private static final int MAX_DOUBLINGS = 7;

  private RetrainingTrigger() {}

  /**
   * Everything that the decision depends on.
   *
   * @param isRunning whether a round is running
   * @param alarm the drift that no round has ended yet; null without one
   * @param now the time
   * @param lastRound when the last round began, or was due
   * @param notBefore when the next round after an alarm may begin at the earliest
   */
  record Inputs(
      boolean isRunning, @Nullable DriftAlarm alarm, long now, long lastRound, long notBefore) {}

  /** Returns the round that is due, or null if none is. */
  static @Nullable RoundRequest decide(Inputs inputs, TrainerSettings.Rounds settings) {
    DriftAlarm alarm = inputs.alarm();
    if (inputs.isRunning()) {
      return null;
    }
    if (alarm != null && inputs.now() >= inputs.notBefore()) {
      return afterDrift(alarm, inputs.now(), settings.fresh());
    }
    return inputs.now() - inputs.lastRound() >= settings.every().toMillis()
        ? RoundRequest.now(Cause.SCHEDULE, "the longest time between rounds is over")
        : null;
  }

  /** Trains on the frames since the drift, once there are enough. */
  private static RoundRequest afterDrift(DriftAlarm alarm, long now, int wanted) {
    boolean canWait = now - alarm.since() < PATIENCE_MILLIS;
    return new RoundRequest(
        Cause.DRIFT,
        String.format(Locale.ROOT, "skill fell from %.3f to %.3f", alarm.before(), alarm.now()),
        alarm.offsets(),
        Math.max(TrainingClips.MIN_CLIPS, canWait ? wanted : 0),
        canWait);
  }

  /**
   * Returns how long to wait after a failed round: twice as long as after the one before.
   *
   * @param failedRounds in a row, before this one
   */
  static long pauseMillis(Duration pause, int failedRounds) {
    return pause.toMillis() << Math.min(MAX_DOUBLINGS, failedRounds);
  }
}
