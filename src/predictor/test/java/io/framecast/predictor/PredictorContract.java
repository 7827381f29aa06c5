package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.FrameMetrics;
import io.framecast.service.Service;
import io.framecast.topics.Prediction;
import io.framecast.topics.PredictionScore;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Tests what a user of a predictor relies on, with any broker. */
abstract class PredictorContract extends SharedBrokerFixture {
  private final FrameSender sender = new FrameSender(world, 3);

  @Test
  void predictionsEqualThoseOfAPlainLoopByteForByte() throws Exception {
    List<Encoding> encodings = List.of(Encoding.PNG8, Encoding.NPY_F4, Encoding.NPY_U1);
    try (Service predictor = deployment.predictor()) {
      for (int n = 0; n < 20; n++) {
        for (int s = 0; s < 7; s++) {
          byte[] value = encodings.get(s % 3).encode(world.noisy(s, n));
          deployment.send("cam" + s, value, "sequence", Integer.toString(n));
        }
      }
      LogChecker.checkPredictions(deployment, 140);
      Http.checkCounters(predictor.port(), 140);
      Awaitility.await() // the lag is updated once a second
          .untilAsserted(() -> Http.checkMetersMatchReadme(predictor.port()));
      assertThat(deployment.read(deployment.topics.scores(), 133)).hasSize(133);
      assertThat(deployment.read(deployment.topics.events(), 0)).isEmpty();
    }
  }

  @Test
  void aPredictionHasTheDocumentedHeadersAndIsScoredWhenItsFrameArrives() throws Exception {
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    byte[] first = Encoding.PNG8.encode(world.noisy(0, 0));
    byte[] second = Encoding.PNG8.encode(world.noisy(0, 1));
    byte[] fifth = Encoding.PNG8.encode(world.noisy(0, 4));
    try (Service predictor = deployment.predictor()) {
      deployment.send("cam", first, "ce_sequence", "0", "traceparent", parent);
      deployment.send("cam", second, "sequence", "1", "mine", "left alone");
      deployment.send("cam", fifth, "sequence", "4");
      List<ConsumerRecord<byte[], byte[]>> records =
          deployment.read(deployment.topics.predictions(), 3);
      int partition = records.get(0).partition();
      String source = "framecast-source=" + deployment.topics.frames() + "-" + partition + "@";
      assertThat(headers(records.get(0)))
          .contains(
              "content-type=image/png",
              "sequence=1",
              "framecast-model=" + deployment.weights.version(),
              source + "0",
              "framecast-frames-seen=1")
          .anyMatch(h -> h.startsWith("traceparent=00-0af7651916cd43dd8448eb211c80319c-"))
          .hasSize(6);
      assertThat(headers(records.get(1)))
          .containsExactlyInAnyOrder(
              "content-type=image/png",
              "sequence=2",
              "framecast-model=" + deployment.weights.version(),
              source + "1",
              "framecast-frames-seen=2");
      assertThat(headers(records.get(2)))
          .contains("sequence=5", "framecast-frames-seen=5", "framecast-filled=2");
      PredictionScore score =
          PredictionScore.parse(deployment.read(deployment.topics.scores(), 1).get(0).value());
      FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);
      Frame predicted = decoder.decode(records.get(0).value(), "image/png").frame();
      Frame truth = decoder.decode(second, null).frame();
      Frame last = decoder.decode(first, null).frame();
      assertThat(score)
          .isEqualTo(
              new PredictionScore(
                  "cam",
                  1L,
                  deployment.topics.frames() + "-" + partition + "@1",
                  deployment.weights.version(),
                  FrameMetrics.mse(predicted, truth),
                  FrameMetrics.mae(predicted, truth),
                  FrameMetrics.bce(predicted, truth),
                  FrameMetrics.ssim(predicted, truth),
                  FrameMetrics.skill(predicted, truth, last).getAsDouble(),
                  null));
      Http.checkCounters(predictor.port(), 3);
      assertThat(Http.counters(predictor.port())).containsEntry("filled", 2L);
    }
  }

  @Test
  void forecastsGoToTheirOwnTopicWithTheDocumentedHeadersAndAreScored() throws Exception {
    try (Service predictor = deployment.predictor("framecast.horizons", 3)) {
      for (int n = 0; n < 4; n++) {
        byte[] value = Encoding.PNG8.encode(world.noisy(0, n));
        deployment.send("cam", value, "sequence", Integer.toString(n));
      }
      List<ConsumerRecord<byte[], byte[]>> forecasts =
          deployment.read(deployment.topics.forecasts(), 8);
      assertThat(forecasts).hasSize(8);
      int partition = forecasts.get(3).partition();
      assertThat(headers(forecasts.get(3)))
          .containsExactlyInAnyOrder(
              "content-type=image/png",
              "sequence=4",
              "framecast-model=" + deployment.weights.version(),
              "framecast-horizon=3",
              "framecast-source=" + deployment.topics.frames() + "-" + partition + "@1",
              "framecast-frames-seen=2");
      assertThat(deployment.read(deployment.topics.predictions(), 4)).hasSize(4);
      List<PredictionScore> scores =
          deployment.read(deployment.topics.scores(), 6).stream()
              .map(record -> PredictionScore.parse(record.value()))
              .toList();
      assertThat(scores).extracting(PredictionScore::lead).containsExactly(1, 1, 2, 1, 2, 3);
      assertThat(Http.counters(predictor.port()))
          .containsEntry("forecasts", 8L)
          .containsEntry("forecasts_withheld", 0L);
    }
  }

  @Test
  void everyBadRecordBecomesADeadLetterWithItsBytesAndReasons() throws Exception {
    byte[] good = Encoding.PNG8.encode(world.noisy(0, 0));
    byte[] nan = Encoding.NPY_F4.encode(world.noisy(0, 0));
    Arrays.fill(nan, nan.length - 4, nan.length, (byte) 0xff);
    byte[] key = "bad".getBytes(UTF_8);
    byte[] longKey = new byte[300];
    Arrays.fill(longKey, (byte) 'k');
    Map<String, byte[]> values = new HashMap<>();
    values.put("0 bytes", new byte[0]);
    values.put("truncated", Arrays.copyOf(good, good.length - 20));
    values.put("not finite", nan);
    values.put("no image", "hello".getBytes(UTF_8));
    values.put("too many bytes", new byte[FrameLimits.DEFAULT.maxBytes() + 1]);
    values.put("too large", Encoding.PNG8.encode(new Frame(8, 600, 1, new float[4800])));
    values.put("too small", Encoding.PNG8.encode(new Frame(7, 9, 1, new float[63])));
    values.put(
        "channels", Encoding.NPY_U1.withChannels(2).encode(new Frame(9, 8, 2, new float[144])));
    try (Service predictor = deployment.predictor()) {
      deployment.send("good", good, "sequence", "0");
      values.forEach((what, value) -> deployment.send(key, value, "what", what));
      deployment.send((byte[]) null, good, "what", "no key");
      deployment.send(longKey, good, "what", "long key");
      deployment.send(new byte[] {(byte) 0xff}, good, "what", "key not UTF-8");
      deployment.send(key, good, "what", "content-type", "content-type", "application/x-npy");
      deployment.send("good", Encoding.PNG8.encode(world.noisy(0, 1)), "sequence", "1");
      int bad = values.size() + 4;
      List<ConsumerRecord<byte[], byte[]>> letters =
          deployment.read(deployment.topics.deadLetters(), bad);
      assertThat(letters).hasSize(bad);
      Map<String, ConsumerRecord<byte[], byte[]>> sent =
          deployment.read(deployment.topics.frames(), bad + 2).stream()
              .collect(Collectors.toMap(PredictorContract::source, record -> record));
      for (ConsumerRecord<byte[], byte[]> letter : letters) {
        String from =
            header(letter, "framecast-original-topic")
                + ("-" + header(letter, "framecast-original-partition"))
                + ("@" + header(letter, "framecast-original-offset"));
        ConsumerRecord<byte[], byte[]> original = sent.get(from);
        assertThat(letter.key()).as(from).isEqualTo(original.key());
        assertThat(letter.value()).as(from).isEqualTo(original.value());
        assertThat(headers(letter)).as(from).containsAll(headers(original));
        assertThat(header(letter, "framecast-error-message"))
            .as(header(letter, "what"))
            .contains("expected")
            .contains("found");
        assertThat(header(letter, "framecast-error-class")).endsWith("RefusedFrameException");
      }
      List<Prediction> predictions =
          deployment.read(deployment.topics.predictions(), 2).stream().map(Prediction::of).toList();
      assertThat(predictions).extracting(Prediction::framesSeen).containsExactly(1L, 2L);
      Http.checkCounters(predictor.port(), bad + 2);
      assertThat(Http.counters(predictor.port())).containsEntry("refused", (long) bad);
    }
  }

  @Test
  void aNullValueEndsAStreamAndTheNextFrameRestartsIt() throws Exception {
    byte[] frame = Encoding.NPY_F4.encode(world.noisy(0, 0));
    try (Service predictor = deployment.predictor()) {
      deployment.send("cam", frame, "sequence", "0");
      deployment.send("cam", Encoding.NPY_F4.encode(world.noisy(0, 1)), "sequence", "1");
      deployment.read(deployment.topics.predictions(), 2);
      assertThat(Http.get(predictor.port(), "/streams").body()).contains("\"id\":\"cam\"");
      assertThat(Http.get(predictor.port(), "/streams/cam").body())
          .contains("\"framesSeen\":2")
          .contains("\"height\":24")
          .contains("\"width\":40");
      deployment.send("cam", null);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Http.status(predictor.port(), "/streams/cam") == 404);
      deployment.send("cam", frame, "sequence", "0");
      List<ConsumerRecord<byte[], byte[]>> predictions =
          deployment.read(deployment.topics.predictions(), 3);
      assertThat(predictions.get(2).value()).isEqualTo(predictions.get(0).value());
      Http.checkCounters(predictor.port(), 4);
    }
  }

  @Test
  void aRestartedPredictorContinuesWithTheStateOfEveryStream() throws Exception {
    try (Service predictor = deployment.predictor()) {
      sender.send(deployment, 40);
      deployment.read(deployment.topics.predictions(), 120);
      Http.checkCounters(predictor.port(), 120);
    }
    sender.send(deployment, 10);
    try (Service predictor = deployment.predictor()) {
      List<Prediction> predictions = LogChecker.checkPredictions(deployment, 150);
      assertThat(predictions).extracting(Prediction::framesSeen).contains(50L);
      Http.checkCounters(predictor.port(), 30);
    }
    assertThat(deployment.read(deployment.topics.events(), 0)).isEmpty();
  }

  @Test
  void aSecondPredictorJoinsAndTakesOverWithoutLostOrRepeatedPredictions() throws Exception {
    Service first = deployment.predictor();
    sender.send(deployment, 40);
    try (Service second = deployment.predictor()) {
      sender.send(deployment, 40);
      first.close();
      sender.send(deployment, 40);
      LogChecker.checkPredictions(deployment, 360);
      assertThat(second.isReady()).isTrue();
    }
  }

  @Test
  void showsHealthAndModel() {
    try (Service predictor = deployment.predictor()) {
      assertThat(Http.status(predictor.port(), "/health/liveness")).isEqualTo(200);
      assertThat(Http.get(predictor.port(), "/health/readiness").body())
          .contains("\"status\":\"UP\"")
          .contains("SERVING");
      assertThat(Http.get(predictor.port(), "/info").body()).contains(deployment.weights.version());
      assertThat(Http.get(predictor.port(), "/streams").body()).isEqualTo("[]");
    }
  }

  private static String source(ConsumerRecord<?, ?> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }

  private static List<String> headers(ConsumerRecord<?, ?> record) {
    return Arrays.stream(record.headers().toArray())
        .map(h -> h.key() + "=" + new String(h.value(), UTF_8))
        .toList();
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
