package io.framecast.predictor.streams;

import java.util.List;

/**
 * Holds the output of some streams of a partition whose replay has ended.
 *
 * @param outputs events and checkpoints to write
 * @param isLast whether no stream of the partition remains
 */
public record RestoredStreams(List<Output> outputs, boolean isLast) {}
