package io.framecast.trainer.learning;

/**
 * What one update is made of; shapes {@code [sequences, frames, rows, columns, depth channels]}.
 *
 * @param targets what comes after each frame, 0 to 1
 * @param fresh per sequence: whether it starts from zero state, not where it stopped last
 */
public record Batch(float[] frames, float[] targets, boolean[] fresh, int[] shape) {}
