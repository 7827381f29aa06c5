package io.framecast.predictor.streams;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameMetrics;
import io.framecast.topics.PredictionScore;
import java.util.OptionalDouble;

/** Scores published predictions of one frame, which has arrived. */
record Scorer(String stream, AcceptedFrame truth) {

  /** Returns the frame that was predicted. */
  Frame frame() {
    return truth.decoded().frame();
  }

  /** Returns the score of a forecast. */
  PredictionScore score(PendingForecasts.Arrived forecast) {
    return score(forecast.predicted(), forecast.source(), forecast.model(), forecast.lead());
  }

  /**
   * Returns the score of a prediction. All frames have the same channels.
   *
   * @param predicted the frame as a reader of the topic decodes it
   * @param source the last frame that was known when it was predicted
   * @param lead how many frames later this one is
   */
  PredictionScore score(Frame predicted, Frame source, String model, int lead) {
    OptionalDouble skill = FrameMetrics.skill(predicted, frame(), source);
    return new PredictionScore(
        stream,
        truth.number(),
        truth.source().toString(),
        model,
        FrameMetrics.mse(predicted, frame()),
        FrameMetrics.mae(predicted, frame()),
        FrameMetrics.bce(predicted, frame()),
        FrameMetrics.ssim(predicted, frame()),
        skill.isPresent() ? skill.getAsDouble() : null,
        lead == 1 ? null : lead);
  }
}
