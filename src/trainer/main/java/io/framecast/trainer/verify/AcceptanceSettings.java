package io.framecast.trainer.verify;

import io.framecast.frames.Limits;

/**
 * What the service was told about the frames that it takes.
 *
 * @param maxFill the longest gap that is filled in
 */
public record AcceptanceSettings(Limits limits, int maxFill) {}
