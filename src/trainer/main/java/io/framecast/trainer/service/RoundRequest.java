package io.framecast.trainer.service;

import io.framecast.trainer.gate.Gate;
import io.framecast.trainer.rounds.TrainingClips;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A round that is due. Whether it begins depends on the clips that the log holds for it.
 *
 * @param cause why it is due
 * @param reason one sentence for the event
 * @param since offsets of the oldest frames that it trains on, by partition; null for any. Not by
 *     time: clocks of cameras may be wrong
 * @param minClips how many clips it needs to train on
 * @param canWait whether it waits for clips that are missing, rather than be rejected
 */
record RoundRequest(
    Cause cause,
    String reason,
    @Nullable Map<TopicPartition, Long> since,
    int minClips,
    boolean canWait) {

  /** Why a round is due. */
  enum Cause {
    DRIFT,
    SCHEDULE,
    OPERATOR
  }

  /** Requests a round on the newest frames that begins now or not at all. */
  static RoundRequest now(Cause cause, String reason) {
    return new RoundRequest(cause, reason, null, TrainingClips.MIN_CLIPS, false);
  }

  /** What happens to a requested round. */
  enum RoundDecision {
    BEGIN,
    WAIT,
    REJECT
  }

  /**
   * Decides by the clips that the log holds.
   *
   * @param fresh clips to train on
   * @param heldOut clips to evaluate on
   */
  RoundDecision decide(int fresh, int heldOut) {
    if (fresh >= minClips && Gate.isEnough(heldOut)) {
      return RoundDecision.BEGIN;
    }
    return canWait ? RoundDecision.WAIT : RoundDecision.REJECT;
  }
}
