package io.framecast.trainer.learning;

/**
 * The sequences of one update; shapes {@code [sequences, frames, rows, columns, depth channels]}.
 *
 * @param targets the frame after each frame, 0 to 1
 * @param fresh whether each sequence starts from zero state, rather than from its carried state
 */
public record Batch(float[] frames, float[] targets, boolean[] fresh, int[] shape) {}
