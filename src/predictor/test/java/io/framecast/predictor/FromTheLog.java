package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.frames.Decoded;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.Limits;
import io.framecast.topics.Prediction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the log must show however the predictors came and went: every frame has exactly one
 * prediction, in its stream's order, and it is the one that a plain step computes from the frames
 * that it says it has seen. For streams without gaps, repetitions and bad records.
 */
final class FromTheLog {
  private FromTheLog() {}

  static List<Prediction> everyFrameIsAnsweredOnceAndRightly(Installation installation, int frames)
      throws Exception {
    List<ConsumerRecord<byte[], byte[]>> sent =
        installation.read(installation.topics.frames(), frames);
    List<Prediction> predictions =
        installation.read(installation.topics.predictions(), frames).stream()
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
    FrameDecoder decoder = new FrameDecoder(Limits.DEFAULT);
    Map<String, State> states = new HashMap<>();
    try (Step step = new Step(installation.weights)) {
      for (ConsumerRecord<byte[], byte[]> record : sent) {
        String source = record.topic() + "-" + record.partition() + "@" + record.offset();
        Prediction prediction = bySource.get(source);
        assertThat(prediction).as("the prediction after " + source).isNotNull();
        Decoded decoded = decoder.decode(record.value(), null);
        Frame frame = decoded.frame();
        String stream = new String(record.key(), UTF_8);
        State state = states.get(stream);
        if (prediction.framesSeen() == 1) {
          if (state != null) {
            state.close();
          }
          state = State.zero(installation.weights.configuration(), frame.height(), frame.width());
          states.put(stream, state);
        }
        Frame next = step.next(state, frame);
        assertThat(prediction.stream()).isEqualTo(stream);
        assertThat(prediction.framesSeen()).as(source).isEqualTo(state.framesSeen());
        assertThat(prediction.value()).as(source).isEqualTo(decoded.encoding().encode(next));
      }
    }
    states.values().forEach(State::close);
    return predictions;
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
