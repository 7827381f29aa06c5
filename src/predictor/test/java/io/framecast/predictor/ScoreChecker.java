package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.FrameMetrics;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Checks the published scores against the frames, predictions and forecasts of the log: each
 * prediction whose frame arrived has exactly one score, with the figures that a reader of the
 * topics computes. Streams must have no gaps, repetitions or bad records.
 */
final class ScoreChecker {
  private static final FrameDecoder DECODER = new FrameDecoder(FrameLimits.DEFAULT);

  private ScoreChecker() {}

  static void check(TestDeployment deployment, int frames, String where) throws Exception {
    Map<String, List<RecordPosition>> streams = new HashMap<>();
    Map<RecordPosition, Frame> sent = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record :
        deployment.read(deployment.topics.frames(), frames)) {
      RecordPosition at = RecordPosition.of(record);
      streams.computeIfAbsent(StreamId.of(record.key()), s -> new ArrayList<>()).add(at);
      sent.put(at, DECODER.decode(record.value(), null).frame());
    }
    Map<String, Prediction> predictions = predictions(deployment, frames);
    Map<String, PredictionScore> expected = new HashMap<>();
    for (Map.Entry<String, List<RecordPosition>> stream : streams.entrySet()) {
      List<RecordPosition> at = stream.getValue();
      for (int lead = 1; lead <= TestNetwork.HORIZONS; lead++) {
        for (int i = lead; i < at.size(); i++) {
          RecordPosition source = at.get(i - lead);
          Prediction prediction = predictions.get(source + " " + lead);
          assertThat(prediction).as("%s: lead %d of %s", where, lead, source).isNotNull();
          PredictionScore score = score(prediction, sent.get(source), at.get(i), sent);
          expected.put(score.source() + " " + lead, score);
        }
      }
    }
    Map<String, PredictionScore> found = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record :
        deployment.read(deployment.topics.scores(), expected.size())) {
      PredictionScore score = PredictionScore.parse(record.value());
      assertThat(found.put(score.source() + " " + score.lead(), score))
          .as("%s: a second score %s", where, score)
          .isNull();
    }
    assertThat(found.keySet()).as(where).isEqualTo(expected.keySet());
    expected.forEach((key, score) -> assertThat(found.get(key)).as(where).isEqualTo(score));
  }

  private static Map<String, Prediction> predictions(TestDeployment deployment, int frames)
      throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records =
        new ArrayList<>(deployment.read(deployment.topics.predictions(), frames));
    if (TestNetwork.HORIZONS > 1) {
      int forecasts = frames * (TestNetwork.HORIZONS - 1);
      records.addAll(deployment.read(deployment.topics.forecasts(), forecasts));
    }
    Map<String, Prediction> predictions = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Prediction one = Prediction.of(record);
      assertThat(predictions.put(one.source() + " " + one.horizon(), one))
          .as("a second prediction of lead %d from %s", one.horizon(), one.source())
          .isNull();
    }
    assertThat(predictions).hasSize(frames * TestNetwork.HORIZONS);
    return predictions;
  }

  private static PredictionScore score(
      Prediction prediction, Frame source, RecordPosition at, Map<RecordPosition, Frame> sent)
      throws RefusedFrameException {
    Frame predicted = DECODER.decode(prediction.value(), prediction.contentType()).frame();
    Frame truth = sent.get(at);
    OptionalDouble skill = FrameMetrics.skill(predicted, truth, source);
    Long sequence = prediction.sequence();
    return new PredictionScore(
        prediction.stream(),
        sequence,
        at.toString(),
        prediction.model(),
        FrameMetrics.mse(predicted, truth),
        FrameMetrics.mae(predicted, truth),
        FrameMetrics.bce(predicted, truth),
        FrameMetrics.ssim(predicted, truth),
        skill.isPresent() ? skill.getAsDouble() : null,
        prediction.horizon() == 1 ? null : prediction.horizon());
  }
}
