package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.ConfigurationJson;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.HeaderText;
import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Tests frames with shapes, sizes and times at or beyond the limits of a stream. */
class UnservableFrameTest {
  /** The limit of the checkpoints topic, so that a checkpoint is at most 5 MB. */
  private static final Map<String, Integer> SMALL_PARTS =
      Map.of(Topics.DEFAULT.checkpoints(), 1_100);

  @Test
  void refusesAFrameWithUnsupportedChannelsWithinAScoredStream() throws Exception {
    CameraRecords camera = new CameraRecords("cam", 0, 40, 24, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      log.add(camera.record(Encoding.PNG8.encode(camera.frame(n))));
      float[] pixels = new float[40 * 24 * (4 + n)];
      log.add(
          camera.record(
              Encoding.NPY_U1.withChannels(4 + n).encode(new Frame(40, 24, 4 + n, pixels))));
    }
    WrittenRecords written = results(log, CameraRecords.factory(), CameraRecords.WEIGHTS);
    assertThat(written.outcomes().subList(0, 2))
        .containsExactly(Outcome.PREDICTED, Outcome.REFUSED);
    assertThat(written.predictions())
        .extracting(Prediction::framesSeen)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(written.scores()).hasSize(3);
    assertThat(message(written.deadLetters().get(0)))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "expected a frame of 1 channel, grey or RGB for model %s, found 4",
                CameraRecords.WEIGHTS.version()));
  }

  @Test
  void refusesAFrameOfAnotherSizeThanThePeepholeMapsOfTheModelHave() throws Exception {
    Weights maps =
        Weights.initial(
            ConfigurationJson.read(
                """
                {"channels": 1, "frame": [40, 24], "stages": [
                  {"kind": "conv_lstm_2d", "filters": 3, "kernel_size": 3, "peephole": "map"},
                  {"kind": "conv_2d", "filters": 1, "kernel_size": 1, "activation": "sigmoid"}]}
                """),
            7);
    StreamFactory factory =
        new StreamFactory(
            WeightsPool.only(maps),
            Topics.DEFAULT,
            FrameLimits.DEFAULT,
            StreamSettings.DEFAULT,
            Map.of(),
            CameraRecords.stateCache(1L << 30));
    CameraRecords right = new CameraRecords("right", 0, 40, 24, 0);
    CameraRecords wrong = new CameraRecords("wrong", 0, 24, 40, 1);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    log.add(right.unnumbered(0));
    log.add(wrong.after(right).unnumbered(0));
    log.add(right.after(wrong).unnumbered(1));
    WrittenRecords written = results(log, factory, maps);
    assertThat(written.outcomes())
        .containsExactly(Outcome.PREDICTED, Outcome.REFUSED, Outcome.PREDICTED);
    assertThat(message(written.deadLetters().get(0)))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "expected a frame of 40x24, the only size of model %s, found 24x40",
                maps.version()));
  }

  @Test
  void refusesAFrameWhoseStateExceedsTheLargestBuffer() throws Exception {
    Weights squares = Weights.initial(Configuration.squares(), 7);
    StreamFactory factory =
        new StreamFactory(
            WeightsPool.only(squares),
            Topics.DEFAULT,
            new FrameLimits(8_192, 8_192, 1 << 28),
            StreamSettings.DEFAULT,
            Map.of(),
            CameraRecords.stateCache(1L << 42));
    CameraRecords large = new CameraRecords("large", 0, 9, 14, 0);
    CameraRecords small = new CameraRecords("small", 0, 9, 14, 1);
    byte[] value = Encoding.NPY_U1.encode(new Frame(4_096, 4_100, 1, new float[4_096 * 4_100]));
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    log.add(small.unnumbered(0));
    log.add(large.after(small).record(value));
    log.add(small.after(large).unnumbered(1));
    WrittenRecords written = results(log, factory, squares);
    assertThat(written.outcomes())
        .containsExactly(Outcome.PREDICTED, Outcome.REFUSED, Outcome.PREDICTED);
    assertThat(message(written.deadLetters().get(0)))
        .isEqualTo(
            "expected a state and work space of at most 2147483647 bytes each, found 2149580800"
                + " for a frame of 4096x4100");
  }

  @Test
  void refusesAFrameWhoseCheckpointIsTooLargeForTheTopic() throws Exception {
    CameraRecords camera = new CameraRecords("cam", 0, 400, 500, 0);
    WrittenRecords written =
        results(
            List.of(camera.record(Encoding.PNG8.encode(camera.frame(0)))),
            factory(45),
            CameraRecords.OTHERS);
    assertThat(written.outcomes()).containsExactly(Outcome.REFUSED);
    assertThat(message(written.deadLetters().get(0)))
        .isEqualTo(
            "expected a checkpoint of at most 4980660 bytes, found 5604096 for a frame of"
                + " 400x500");
  }

  /** The checkpoint keeps fewer recent frames, and the next owner restores the stream. */
  @Test
  void aCheckpointKeepsAsManyRecentFramesAsItsTopicAllows() throws Exception {
    // 180 kB a frame, 1.3 MB without them
    CameraRecords camera = new CameraRecords("cam", 0, 150, 300, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < 34; n++) {
      log.add(camera.unnumbered(n));
    }
    try (Workers workers = new Workers(CameraRecords.OTHERS, 1);
        TestPartition partition = new TestPartition(log, factory(45), workers)) {
      partition.readTo(31);
      partition.assign();
      partition.readTo(34);
      assertThat(partition.restoreOutput().events()).isEmpty();
      List<Prediction> predictions = new WrittenRecords(partition.results()).predictions();
      assertThat(predictions).hasSize(34);
      assertThat(predictions.get(33).framesSeen()).isEqualTo(34);
      assertThat(predictions.get(33).value())
          .isEqualTo(CameraRecords.direct(CameraRecords.OTHERS, log, "cam", 34));
    }
  }

  /** Limits may be lowered at any time; frames accepted before are accepted again in a replay. */
  @Test
  void aReplayDoesNotDependOnTheCurrentLimitsOfTopics() throws Exception {
    CameraRecords camera = new CameraRecords("cam", 0, 40, 24, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    Map<String, Integer> limits = new ConcurrentHashMap<>();
    try (Workers workers = new Workers(CameraRecords.WEIGHTS, 2);
        TestPartition partition = new TestPartition(log, CameraRecords.factory(limits), workers)) {
      appendFrames(camera, log, 8);
      partition.readTo(8);
      limits.put(Topics.DEFAULT.predictions(), 3_000); // less than 40 * 24 floats
      partition.assign();
      appendFrames(camera, log, 11);
      partition.readTo(11);
      limits.clear();
      partition.assign();
      appendFrames(camera, log, 14);
      partition.readTo(14);
      WrittenRecords written = new WrittenRecords(partition.results());
      assertThat(written.outcomes().subList(8, 11))
          .containsExactly(Outcome.REFUSED, Outcome.PREDICTED, Outcome.REFUSED);
      assertThat(message(written.deadLetters().get(0)))
          .isEqualTo(
              "expected a prediction that framecast.predictions takes, a record of up to 3000 bytes,"
                  + " found one of 4385; raise its max.message.bytes, and"
                  + " kafka.max.request.size if that is set");
      assertThat(written.events()).isEmpty();
      List<ConsumerRecord<byte[], byte[]>> accepted = new ArrayList<>(log);
      accepted.remove(10);
      accepted.remove(8);
      Prediction last = written.predictions().get(11);
      assertThat(last.framesSeen()).isEqualTo(12);
      assertThat(last.value())
          .isEqualTo(CameraRecords.direct(CameraRecords.WEIGHTS, accepted, "cam", 12));
    }
  }

  /** The stream's recent frames are in the checkpoint, and have more bytes than the new limit. */
  @Test
  void aCheckpointIsRestoredAfterTheLimitOfBytesIsLowered() throws Exception {
    CameraRecords camera = new CameraRecords("cam", 0, 40, 24, 0);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      log.add(camera.unnumbered(n));
    }
    log.add(camera.record(Encoding.PNG8.encode(camera.frame(3))));
    try (Workers workers = new Workers(CameraRecords.WEIGHTS, 1);
        TestPartition partition =
            new TestPartition(log, eachFrameSaved(FrameLimits.DEFAULT), workers)) {
      partition.readTo(3);
      partition.assign(eachFrameSaved(new FrameLimits(512, 512, 2_000)));
      assertThat(partition.restoreOutput().events()).isEmpty();
      partition.readTo(4);
      List<Prediction> predictions = new WrittenRecords(partition.results()).predictions();
      assertThat(predictions.get(3).framesSeen()).isEqualTo(4);
    }
  }

  private static StreamFactory eachFrameSaved(FrameLimits limits) {
    return new StreamFactory(
        WeightsPool.only(CameraRecords.WEIGHTS),
        Topics.DEFAULT,
        limits,
        new StreamSettings(4, 1, 20_000, 8, Duration.ofHours(24), OptionalInt.empty(), 1),
        Map.of(),
        CameraRecords.stateCache(1L << 30));
  }

  @Test
  void extremeTimestampsDoNotOverflowIntoALateFrame() throws Exception {
    CameraRecords camera = new CameraRecords("cam", 0, 9, 14, 0);
    long[] times = {5, Long.MIN_VALUE, -1, 7, Long.MIN_VALUE + 3, 9};
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    for (int n = 0; n < times.length; n++) {
      log.add(camera.at(n, times[n]));
    }
    WrittenRecords written = results(log, CameraRecords.factory(), CameraRecords.WEIGHTS);
    assertThat(written.outcomes()).containsOnly(Outcome.PREDICTED);
    assertThat(written.events()).isEmpty();
    assertThat(written.predictions().get(5).framesSeen()).isEqualTo(6);
  }

  /** Appends frames up to this offset; every third one is a PNG, which is small. */
  private static void appendFrames(
      CameraRecords camera, List<ConsumerRecord<byte[], byte[]>> log, int end) {
    for (int n = log.size(); n < end; n++) {
      byte[] small = Encoding.PNG8.encode(camera.frame(n));
      log.add(n % 3 == 0 ? camera.record(small) : camera.unnumbered(n));
    }
  }

  private static StreamFactory factory(int recentFrames) {
    return new StreamFactory(
        WeightsPool.only(CameraRecords.OTHERS),
        Topics.DEFAULT,
        FrameLimits.DEFAULT,
        new StreamSettings(
            4, 5, 20_000, recentFrames, Duration.ofHours(24), OptionalInt.empty(), 1),
        SMALL_PARTS,
        CameraRecords.stateCache(1L << 30));
  }

  private static WrittenRecords results(
      List<ConsumerRecord<byte[], byte[]>> log, StreamFactory factory, Weights weights) {
    try (Workers workers = new Workers(weights, 2);
        TestPartition partition = new TestPartition(log, factory, workers)) {
      partition.readTo(log.size());
      return new WrittenRecords(List.copyOf(partition.results()));
    }
  }

  private static String message(ConsumerRecord<byte[], byte[]> letter) {
    return HeaderText.text(letter.headers(), FrameHeaders.ERROR_MESSAGE);
  }
}
