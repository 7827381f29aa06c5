package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.DecodedFrame;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Checks the published predictions against the frames topic. Every frame has exactly one
 * prediction, in its stream's order. Each prediction equals a plain step over the frames that it
 * counts as seen, and each forecast the steps after it. Streams must have no gaps, repetitions or
 * bad records.
 */
final class LogChecker {
  private LogChecker() {}

  static List<Prediction> checkPredictions(TestDeployment deployment, int frames) throws Exception {
    return checkPredictions(deployment, frames, deployment.weights);
  }

  /** Checks predictions of which each was made with one of these weights. */
  static List<Prediction> checkPredictions(
      TestDeployment deployment, int frames, Weights... versions) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> sent = deployment.read(deployment.topics.frames(), frames);
    List<Prediction> predictions =
        deployment.read(deployment.topics.predictions(), frames).stream()
            .map(Prediction::of)
            .toList();
    assertThat(predictions).hasSize(sent.size());
    Map<String, Prediction> bySource = new HashMap<>();
    for (Prediction prediction : predictions) {
      assertThat(bySource.put(prediction.source().toString(), prediction))
          .as("a second prediction after " + prediction.source())
          .isNull();
    }
    inStreamOrder(predictions);
    Map<String, byte[]> forecasts = forecasts(deployment, frames);
    FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);
    Map<String, StreamReplay> streams = new HashMap<>();
    Map<String, Step> steps = new HashMap<>();
    for (Weights weights : versions) {
      steps.put(weights.version(), new Step(weights));
    }
    for (ConsumerRecord<byte[], byte[]> record : sent) {
      String source = record.topic() + "-" + record.partition() + "@" + record.offset();
      Prediction prediction = bySource.get(source);
      assertThat(prediction).as("the prediction after " + source).isNotNull();
      assertThat(steps).as(source).containsKey(prediction.model());
      DecodedFrame decoded = decoder.decode(record.value(), null);
      String stream = new String(record.key(), UTF_8);
      assertThat(prediction.stream()).isEqualTo(stream);
      StreamReplay replay = streams.computeIfAbsent(stream, s -> new StreamReplay());
      replay.frames.add(decoded.frame());
      Weights weights =
          Arrays.stream(versions)
              .filter(w -> w.version().equals(prediction.model()))
              .findFirst()
              .orElseThrow();
      List<Frame> next = replay.next(prediction, weights, steps.get(prediction.model()));
      assertThat(prediction.value()).as(source).isEqualTo(decoded.encoding().encode(next.get(0)));
      for (int lead = 2; lead <= TestNetwork.HORIZONS; lead++) {
        assertThat(forecasts.get(source + " " + lead + " " + prediction.model()))
            .as("lead %d of %s", lead, source)
            .isEqualTo(decoded.encoding().encode(next.get(lead - 1)));
      }
    }
    streams.values().forEach(StreamReplay::close);
    steps.values().forEach(Step::close);
    return predictions;
  }

  /** Returns the forecasts, by source, lead and version. */
  private static Map<String, byte[]> forecasts(TestDeployment deployment, int frames)
      throws Exception {
    Map<String, byte[]> forecasts = new HashMap<>();
    int each = TestNetwork.HORIZONS - 1;
    if (each > 0) {
      for (ConsumerRecord<byte[], byte[]> record :
          deployment.read(deployment.topics.forecasts(), frames * each)) {
        Prediction one = Prediction.of(record);
        forecasts.put(one.source() + " " + one.horizon() + " " + one.model(), one.value());
      }
      assertThat(forecasts).hasSize(frames * each);
    }
    return forecasts;
  }

  /** Holds a stream's frames so far, and a state of the version that predicts it. */
  private static final class StreamReplay implements AutoCloseable {
    private final List<Frame> frames = new ArrayList<>();
    private String version = "";
    private State state;

    /** Continues with the same state if the prediction did, else starts a new state. */
    List<Frame> next(Prediction prediction, Weights weights, Step step) {
      long before = prediction.framesSeen() - 1;
      Frame newest = frames.get(frames.size() - 1);
      if (state == null || !version.equals(prediction.model()) || state.framesSeen() != before) {
        close();
        version = prediction.model();
        state = State.zero(weights.configuration(), newest.height(), newest.width());
        int seen = frames.size() - 1;
        assertThat(before).as("frames seen, " + prediction.source()).isBetween(0L, (long) seen);
        frames.subList(seen - (int) before, seen).forEach(frame -> step.next(state, frame));
      }
      float[][] next = new float[TestNetwork.HORIZONS][newest.pixels().length];
      step.forecast(state, newest.pixels(), next);
      return Arrays.stream(next)
          .map(pixels -> new Frame(newest.height(), newest.width(), newest.channels(), pixels))
          .toList();
    }

    @Override
    public void close() {
      if (state != null) {
        state.close();
      }
    }
  }

  private static void inStreamOrder(List<Prediction> predictions) {
    Map<String, Long> last = new HashMap<>();
    for (Prediction prediction : predictions) {
      Long before = last.put(prediction.stream(), prediction.source().offset());
      assertThat(prediction.source().offset())
          .as("order of " + prediction.stream())
          .isGreaterThan(before == null ? -1 : before);
    }
  }
}
