package io.framecast.predictor.streams;

import org.jspecify.annotations.Nullable;

/**
 * A stream as seen from outside, after its latest accepted frame.
 *
 * @param source its latest frame, {@code topic-partition@offset}
 * @param sequence of that frame, null where it carries none
 * @param frames accepted since this instance holds the stream
 * @param framesSeen that the state has seen since zero, filled ones included
 * @param filled frames filled in since this instance holds the stream
 * @param resets since this instance holds the stream
 * @param model version of the weights
 * @param mse of the latest scored prediction, null before the first
 * @param skill of the latest scored prediction, null before the first and over a perfect
 *     persistence
 * @param stateBytes off-heap memory of the state
 */
public record StreamView(
    String id,
    int partition,
    int height,
    int width,
    String source,
    @Nullable Long sequence,
    long frames,
    long framesSeen,
    long filled,
    long resets,
    String model,
    @Nullable Double mse,
    @Nullable Double skill,
    long stateBytes) {}
