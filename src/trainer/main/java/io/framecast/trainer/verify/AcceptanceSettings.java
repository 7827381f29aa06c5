package io.framecast.trainer.verify;

import io.framecast.frames.Limits;

/**
 * The settings of the service that decide which frames it accepts.
 *
 * @param maxFill the longest gap that it fills
 */
public record AcceptanceSettings(Limits limits, int maxFill) {}
