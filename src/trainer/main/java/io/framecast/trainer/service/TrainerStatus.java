package io.framecast.trainer.service;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * The status of the trainer as JSON.
 *
 * @param phase one word: waiting, watching, learning or probation
 * @param champion the live version
 * @param skill pooled over its newest predictions; null before there are enough
 * @param fallen the skill before the drift; null without drift
 * @param step updates of the running round so far; 0 without one
 * @param steps updates of the running round in all
 * @param secondsLeft about how long the training of the running round takes; null without one
 * @param rounds that began
 * @param promoted challengers that passed the gate
 * @param refused challengers and rounds that were rejected
 * @param rolledBack promotions that were rolled back
 * @param last the reason of the last decision, one sentence
 */
@Serdeable
record TrainerStatus(
    String phase,
    String champion,
    @Nullable Double skill,
    @Nullable Double fallen,
    int step,
    int steps,
    @Nullable Long secondsLeft,
    long rounds,
    long promoted,
    long refused,
    long rolledBack,
    String last) {

  /** The phase while a round runs. */
  static final String LEARNING = "learning";
}
