package io.framecast.trainer.service;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/**
 * What the trainer is about, for whoever asks.
 *
 * @param phase in a word
 * @param champion the live version
 * @param skill pooled, of its newest predictions; null before there are enough
 * @param fallen the skill before it fell, null where it has not
 * @param step updates of the round that is on, 0 without one
 * @param steps of it in all
 * @param rounds that were begun
 * @param promoted of them
 * @param refused of them
 * @param rolledBack of those promoted
 * @param last what was decided last, one sentence
 */
@Serdeable
record TrainerStatus(
    String phase,
    String champion,
    @Nullable Double skill,
    @Nullable Double fallen,
    int step,
    int steps,
    long rounds,
    long promoted,
    long refused,
    long rolledBack,
    String last) {}
