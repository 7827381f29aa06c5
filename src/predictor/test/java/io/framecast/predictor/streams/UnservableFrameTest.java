package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.Limits;
import io.framecast.topics.HeaderText;
import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Frames of shapes, sizes and times that no stream can take, or only just. */
class UnservableFrameTest {
  /** Of the checkpoints topic, so that a checkpoint is at most 5 MB. */
  private static final Map<String, Integer> SMALL_PARTS =
      Map.of(Topics.DEFAULT.checkpoints(), 1_100);

  @Test
  void aFrameOfChannelsThatTheModelLacksIsRefusedInTheMiddleOfAScoredStream() throws Exception {
    Camera camera = new Camera("cam", 0, 40, 24, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      log.add(camera.record(Encoding.PNG8.encode(camera.frame(n))));
      float[] pixels = new float[40 * 24 * (4 + n)];
      log.add(
          camera.record(
              Encoding.NPY_U1.withChannels(4 + n).encode(new Frame(40, 24, 4 + n, pixels))));
    }
    Written written = answers(log, Camera.serving(), Camera.WEIGHTS);
    assertThat(written.outcomes().subList(0, 2))
        .containsExactly(Outcome.PREDICTED, Outcome.REFUSED);
    assertThat(written.predictions())
        .extracting(Prediction::framesSeen)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(written.scores()).hasSize(3);
    assertThat(message(written.deadLetters().get(0)))
        .isEqualTo(
            "expected a frame of 1 channels, grey or RGB for model %s, found 4"
                .formatted(Camera.WEIGHTS.version()));
  }

  @Test
  void aFrameWhoseStateNoBufferHoldsIsRefusedWhateverMemoryIsAllowed() throws Exception {
    Weights squares = Weights.initial(Configuration.squares(), 7);
    StreamFactory serving =
        new StreamFactory(
            WeightsPool.only(squares),
            Topics.DEFAULT,
            new Limits(8_192, 8_192, 1 << 28),
            StreamSettings.DEFAULT,
            Map.of(),
            Camera.residents(1L << 42));
    Camera large = new Camera("large", 0, 9, 14, 0);
    Camera small = new Camera("small", 0, 9, 14, 1);
    byte[] value = Encoding.NPY_U1.encode(new Frame(4_096, 4_100, 1, new float[4_096 * 4_100]));
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    log.add(small.unnumbered(0));
    log.add(large.after(small).record(value));
    log.add(small.after(large).unnumbered(1));
    Written written = answers(log, serving, squares);
    assertThat(written.outcomes())
        .containsExactly(Outcome.PREDICTED, Outcome.REFUSED, Outcome.PREDICTED);
    assertThat(message(written.deadLetters().get(0)))
        .isEqualTo(
            "expected a state and work space of at most 2147483647 bytes each, found 2149580800"
                + " for a frame of 4096x4100");
  }

  @Test
  void aFrameWhoseCheckpointTheTopicCannotTakeIsRefused() throws Exception {
    Camera camera = new Camera("cam", 0, 400, 500, 0);
    Written written =
        answers(
            List.of(camera.record(Encoding.PNG8.encode(camera.frame(0)))),
            serving(45),
            Camera.OTHERS);
    assertThat(written.outcomes()).containsExactly(Outcome.REFUSED);
    assertThat(message(written.deadLetters().get(0)))
        .isEqualTo(
            "expected a checkpoint of at most 4980660 bytes, found 5604096 for a frame of"
                + " 400x500");
  }

  /** The frames that are kept for other weights are fewer then, and a takeover finds the stream. */
  @Test
  void aCheckpointKeepsAsManyRecentFramesAsItsTopicTakes() throws Exception {
    Camera camera = new Camera("cam", 0, 150, 300, 0); // 180 kB a frame, 1.3 MB without them
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < 34; n++) {
      log.add(camera.unnumbered(n));
    }
    try (Workers workers = new Workers(Camera.OTHERS, 1);
        Partition partition = new Partition(log, serving(45), workers)) {
      partition.readTo(31);
      partition.assign();
      partition.readTo(34);
      assertThat(partition.settled().events()).isEmpty();
      List<Prediction> predictions = new Written(partition.answers()).predictions();
      assertThat(predictions).hasSize(34);
      assertThat(predictions.get(33).framesSeen()).isEqualTo(34);
      assertThat(predictions.get(33).value())
          .isEqualTo(Camera.direct(Camera.OTHERS, log, "cam", 34));
    }
  }

  /** A limit may be lowered, by anyone at any time: what was accepted is accepted again. */
  @Test
  void whatAStreamIsAfterAReplayDoesNotDependOnWhatTopicsTakeByThen() throws Exception {
    Camera camera = new Camera("cam", 0, 40, 24, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    Map<String, Integer> limits = new ConcurrentHashMap<>();
    try (Workers workers = new Workers(Camera.WEIGHTS, 2);
        Partition partition = new Partition(log, Camera.serving(limits), workers)) {
      film(camera, log, 8);
      partition.readTo(8);
      limits.put(Topics.DEFAULT.predictions(), 3_000); // less than 40 * 24 floats
      partition.assign();
      film(camera, log, 11);
      partition.readTo(11);
      limits.clear();
      partition.assign();
      film(camera, log, 14);
      partition.readTo(14);
      Written written = new Written(partition.answers());
      assertThat(written.outcomes().subList(8, 11))
          .containsExactly(Outcome.REFUSED, Outcome.PREDICTED, Outcome.REFUSED);
      assertThat(message(written.deadLetters().get(0)))
          .isEqualTo(
              "expected a prediction that framecast.predictions takes, found one of 3968 bytes");
      assertThat(written.events()).isEmpty();
      List<ConsumerRecord<byte[], byte[]>> accepted = new ArrayList<>(log);
      accepted.remove(10);
      accepted.remove(8);
      Prediction last = written.predictions().get(11);
      assertThat(last.framesSeen()).isEqualTo(12);
      assertThat(last.value()).isEqualTo(Camera.direct(Camera.WEIGHTS, accepted, "cam", 12));
    }
  }

  @Test
  void noTimestampOverflowsIntoALateFrame() throws Exception {
    Camera camera = new Camera("cam", 0, 9, 14, 0);
    long[] times = {5, Long.MIN_VALUE, -1, 7, Long.MIN_VALUE + 3, 9};
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < times.length; n++) {
      log.add(camera.at(n, times[n]));
    }
    Written written = answers(log, Camera.serving(), Camera.WEIGHTS);
    assertThat(written.outcomes()).containsOnly(Outcome.PREDICTED);
    assertThat(written.events()).isEmpty();
    assertThat(written.predictions().get(5).framesSeen()).isEqualTo(6);
  }

  /** More frames, every third one as a PNG, which is small. */
  private static void film(Camera camera, List<ConsumerRecord<byte[], byte[]>> log, int end) {
    for (int n = log.size(); n < end; n++) {
      byte[] small = Encoding.PNG8.encode(camera.frame(n));
      log.add(n % 3 == 0 ? camera.record(small) : camera.unnumbered(n));
    }
  }

  private static StreamFactory serving(int recentFrames) {
    return new StreamFactory(
        WeightsPool.only(Camera.OTHERS),
        Topics.DEFAULT,
        Limits.DEFAULT,
        new StreamSettings(4, 5, 20_000, recentFrames, Duration.ofHours(24), OptionalInt.empty()),
        SMALL_PARTS,
        Camera.residents(1L << 30));
  }

  private static Written answers(
      List<ConsumerRecord<byte[], byte[]>> log, StreamFactory serving, Weights weights) {
    try (Workers workers = new Workers(weights, 2);
        Partition partition = new Partition(log, serving, workers)) {
      partition.readTo(log.size());
      return new Written(List.copyOf(partition.answers()));
    }
  }

  private static String message(ConsumerRecord<byte[], byte[]> letter) {
    return HeaderText.text(letter.headers(), FrameHeaders.ERROR_MESSAGE);
  }
}
