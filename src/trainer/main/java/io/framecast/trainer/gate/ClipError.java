package io.framecast.trainer.gate;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;
import io.framecast.topics.models.InvalidModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The mean squared errors of the predictions of one clip, from a zero state.
 *
 * @param stream that the clip is of
 * @param persistence the error of copying the last frame
 */
public record ClipError(String stream, double model, double persistence) {

  /**
   * Returns the errors of a version, computed by the step that serves.
   *
   * @param clips of at least two frames each; each clip is decoded when its turn comes
   * @throws InvalidModelException if the network cannot take these frames, or its predictions are
   *     not finite
   * @throws EvaluationMemoryException for a lack of memory
   */
  public static List<ClipError> of(Weights weights, List<EvaluatedClip> clips) {
    List<ClipError> errors = ofAny(weights, clips);
    for (int i = 0; i < errors.size(); i++) {
      if (!errors.get(i).isFinite()) {
        throw new InvalidModelException(
            String.format(
                Locale.ROOT,
                "version %s: expected finite predictions of a clip of %s, found an error of %s",
                weights.version(),
                clips.get(i).frames().get().get(0).shape(),
                errors.get(i).model()));
      }
    }
    return errors;
  }

  /** Returns the same errors, which are not finite where the predictions are not. */
  static List<ClipError> ofAny(Weights weights, List<EvaluatedClip> clips) {
    return WeightsGuard.use(weights.version(), () -> all(weights, clips));
  }

  boolean isFinite() {
    return Double.isFinite(model);
  }

  /** Returns the errors of copying the last frame instead of those of the version. */
  ClipError ofPersistence() {
    return new ClipError(stream, persistence, persistence);
  }

  private static List<ClipError> all(Weights weights, List<EvaluatedClip> clips) {
    List<ClipError> errors = new ArrayList<>(clips.size());
    int channels = weights.configuration().channels();
    try (Step step = new Step(weights)) {
      for (EvaluatedClip clip : clips) {
        List<Frame> frames =
            clip.frames().get().stream().map(f -> f.withChannels(channels)).toList();
        errors.add(of(weights, step, clip.stream(), frames));
      }
    }
    return errors;
  }

  private static ClipError of(Weights weights, Step step, String stream, List<Frame> frames) {
    Frame first = frames.get(0);
    double model = 0;
    double persistence = 0;
    int predictions = frames.size() - 1;
    try (State state = State.zero(weights.configuration(), first.height(), first.width())) {
      for (int t = 0; t < predictions; t++) {
        Frame next = frames.get(t + 1);
        model += FrameMetrics.mse(step.next(state, frames.get(t)), next) / predictions;
        persistence += FrameMetrics.mse(frames.get(t), next) / predictions;
      }
    }
    return new ClipError(stream, model, persistence);
  }

  /** Returns the skill of the pooled errors; 0 where persistence is perfect. */
  public static double skill(List<ClipError> errors) {
    double model = errors.stream().mapToDouble(ClipError::model).sum();
    double persistence = errors.stream().mapToDouble(ClipError::persistence).sum();
    return persistence == 0 ? 0 : 1 - model / persistence;
  }
}
