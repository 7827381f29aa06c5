package io.framecast.predictor.streams;

import io.framecast.topics.PredictionScore;
import org.jspecify.annotations.Nullable;

/**
 * Describes a stream after its latest accepted frame, for status requests.
 *
 * @param source position of its latest frame, {@code topic-partition@offset}
 * @param sequence of that frame, null if it carries none
 * @param frames number of frames accepted since the stream began
 * @param framesSeen steps of the state since it was zero, filled frames included
 * @param filled number of frames filled in since the stream began
 * @param resets number of resets since the stream began
 * @param model version of the weights
 * @param mse of the latest scored prediction, null before the first
 * @param skill of the latest scored prediction, null before the first and if persistence was
 *     perfect
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
    long stateBytes) {

  static StreamView of(
      StreamKey key, StreamCounters counters, StreamState known, @Nullable PredictionScore score) {
    return new StreamView(
        key.id(),
        key.partition(),
        known.state().height(),
        known.state().width(),
        key.at(counters.offset()).toString(),
        counters.sequence().isPresent() ? counters.sequence().getAsLong() : null,
        counters.frames(),
        known.state().framesSeen(),
        counters.filled(),
        counters.resets(),
        known.weights().version(),
        score == null ? null : score.mse(),
        score == null ? null : score.skill(),
        known.state().bytes());
  }
}
