package io.framecast.trainer.verify;

import io.framecast.frames.FrameLimits;

/**
 * The settings of the service that decide which frames it accepts.
 *
 * @param maxFill the longest gap that it fills
 */
public record AcceptanceSettings(FrameLimits limits, int maxFill) {}
