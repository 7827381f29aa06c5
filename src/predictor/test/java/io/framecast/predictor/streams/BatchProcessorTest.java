package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Encoding;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameHeaders.IgnoredHeader;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.HeaderText;
import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchProcessorTest {

  @Test
  void resultsAreInInputOrderAndIndependentOfBatchesAndWorkers() {
    long seed = System.nanoTime();
    List<ConsumerRecord<byte[], byte[]>> input = mixed(new Random(seed));
    List<Prediction> alone = predictions(1, 1, input);
    assertThat(alone).as("seed " + seed).hasSize(input.size());
    for (int i = 0; i < input.size(); i++) {
      assertThat(alone.get(i).source().offset()).isEqualTo(input.get(i).offset());
    }
    assertThat(predictions(3, 64, input))
        .as("seed " + seed)
        .usingRecursiveComparison()
        .isEqualTo(alone);
    assertThat(predictions(2, 7, input))
        .as("seed " + seed)
        .usingRecursiveComparison()
        .isEqualTo(alone);
  }

  @Test
  void oneKeyInTwoPartitionsMakesTwoStreams() {
    CameraRecords here = new CameraRecords("cam", 0, 10, 12, 0);
    CameraRecords there = new CameraRecords("cam", 1, 10, 12, 1);
    List<Prediction> predictions =
        predictions(2, 4, List.of(here.numbered(0), there.numbered(0), here.numbered(1)));
    assertThat(predictions).extracting(Prediction::framesSeen).containsExactly(1L, 1L, 2L);
  }

  @Test
  void aStreamWithATooLargeStateGetsDeadLettersWhileOthersContinue() {
    Weights weights = Weights.initial(Configuration.keras(), 7);
    StreamFactory factory =
        new StreamFactory(
            WeightsPool.only(weights),
            Topics.DEFAULT,
            new FrameLimits(1_000, 2_000, 1 << 23),
            StreamSettings.DEFAULT,
            Map.of(),
            CameraRecords.stateCache(1 << 30));
    // its state would need 2.9 GB
    CameraRecords large = new CameraRecords("large", 0, 1_000, 2_000, 0);
    CameraRecords small = new CameraRecords("small", 0, 10, 12, 1);
    try (Workers workers = new Workers(weights, 2);
        PartitionProcessor streams = restored(0, factory)) {
      byte[] value = Encoding.PNG8.encode(large.frame(0));
      WrittenRecords written =
          new WrittenRecords(
              new BatchProcessor(factory, workers)
                  .process(
                      List.of(small.numbered(0), large.record(value), small.numbered(1)),
                      partition -> streams,
                      Long.MAX_VALUE)
                  .results());
      assertThat(written.outcomes())
          .containsExactly(Outcome.PREDICTED, Outcome.REFUSED, Outcome.PREDICTED);
      assertThat(
              HeaderText.text(written.deadLetters().get(0).headers(), FrameHeaders.ERROR_MESSAGE))
          .isEqualTo(
              "expected a state of at most 1073741824 bytes (framecast.state.memory), found"
                  + " 2880000000 for a frame of 1000x2000");
      assertThat(streams.size()).isOne();
    }
  }

  static List<Bad> badRecords() {
    CameraRecords camera = new CameraRecords("cam", 0, 10, 12, 0);
    byte[] good = Encoding.PNG8.encode(camera.frame(0));
    byte[] nan = Encoding.NPY_F4.encode(camera.frame(0));
    nan[nan.length - 1] = 0x7f;
    nan[nan.length - 2] = (byte) 0xc0;
    return List.of(
        new Bad(camera.keyed(null, good), "expected the stream id as key, found no key"),
        new Bad(
            camera.keyed(new byte[300], good), "expected a stream id of 1 to 256 bytes, found 300"),
        new Bad(
            camera.keyed(new byte[] {(byte) 0xff}, good),
            "expected a stream id in UTF-8, found 1 byte that is not"),
        new Bad(camera.record(new byte[0]), "expected a frame, found 0 bytes"),
        new Bad(
            camera.record(new byte[] {1, 2, 3}),
            "expected a PNG, JPEG or .npy file, found bytes that begin 01 02 03"),
        new Bad(camera.record(java.util.Arrays.copyOf(good, good.length / 2)), null),
        new Bad(camera.record(nan), "expected finite pixels, found NaN at row 9, column 11"),
        new Bad(
            camera.record(new byte[FrameLimits.DEFAULT.maxBytes() + 1]),
            "expected at most 6356992 bytes, found 6356993"),
        new Bad(camera.record(good, "content-type", "application/x-npy"), null),
        new Bad(
            camera.record(Encoding.NPY_U1.encode(new CameraRecords("c", 0, 9, 513, 0).frame(0))),
            null));
  }

  @ParameterizedTest
  @MethodSource("badRecords")
  void aBadRecordBecomesAnUnchangedDeadLetterAndAffectsNoOtherStream(Bad bad) {
    CameraRecords camera = new CameraRecords("cam", 0, 10, 12, 0);
    ConsumerRecord<byte[], byte[]> first = camera.numbered(0);
    ConsumerRecord<byte[], byte[]> second = camera.numbered(1);
    List<RecordResult> results = answer(2, 4, List.of(first, bad.record(), second));
    WrittenRecords written = new WrittenRecords(results);
    assertThat(written.outcomes())
        .containsExactly(Outcome.PREDICTED, Outcome.REFUSED, Outcome.PREDICTED);
    assertThat(written.predictions()).extracting(Prediction::framesSeen).containsExactly(1L, 2L);
    assertThat(written.deadLetters()).hasSize(1);
    ConsumerRecord<byte[], byte[]> letter = written.deadLetters().get(0);
    assertThat(letter.key()).isEqualTo(bad.record().key());
    assertThat(letter.value()).isEqualTo(bad.record().value());
    String message =
        new String(
            letter.headers().lastHeader("framecast-error-message").value(),
            java.nio.charset.StandardCharsets.UTF_8);
    if (bad.message() != null) {
      assertThat(message).isEqualTo(bad.message());
    } else {
      assertThat(message).contains("expected").contains("found");
    }
  }

  @Test
  void anOptionalHeaderThatCannotBeReadCostsNoFrameAndIsCounted() {
    CameraRecords camera = new CameraRecords("cam", 0, 10, 12, 0);
    byte[] good = Encoding.PNG8.encode(camera.frame(0));
    List<RecordResult> results =
        answer(
            2,
            4,
            List.of(
                camera.record(good, "sequence", "abc"),
                camera.record(good, "ce_sequence", "1.0"),
                camera.record(good, "framecast-reset", "maybe"),
                camera.record(good, "traceparent", "00-short-01"),
                camera.record(good, "sequence", " 7 ", "framecast-reset", "False")));
    WrittenRecords written = new WrittenRecords(results);
    assertThat(written.outcomes()).containsOnly(Outcome.PREDICTED).hasSize(5);
    assertThat(written.predictions())
        .extracting(Prediction::framesSeen)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(written.predictions().get(4).sequence()).isEqualTo(8L);
    assertThat(results)
        .extracting(RecordResult::ignoredHeaders)
        .extracting(headers -> headers.stream().map(IgnoredHeader::name).toList())
        .containsExactly(
            List.of("sequence"),
            List.of("ce_sequence"),
            List.of("framecast-reset"),
            List.of("traceparent"),
            List.of());
  }

  @Test
  void anIgnoredHeaderIsCountedWhateverBecomesOfItsFrame() {
    CameraRecords camera = new CameraRecords("cam", 0, 10, 12, 0);
    byte[] good = Encoding.PNG8.encode(camera.frame(0));
    List<RecordResult> results =
        answer(
            2,
            4,
            List.of(
                camera.record(good, "sequence", "7"),
                camera.record(good, "sequence", "7", "framecast-reset", "maybe"),
                camera.record(new byte[] {1}, "sequence", "abc", "traceparent", "00-short-01")));
    assertThat(new WrittenRecords(results).outcomes())
        .containsExactly(Outcome.PREDICTED, Outcome.DUPLICATE, Outcome.REFUSED);
    assertThat(results)
        .extracting(RecordResult::ignoredHeaders)
        .extracting(headers -> headers.stream().map(IgnoredHeader::name).toList())
        .containsExactly(List.of(), List.of("framecast-reset"), List.of("sequence", "traceparent"));
  }

  @Test
  void removesStreamsThatEndedOrNeverBegan() {
    CameraRecords camera = new CameraRecords("cam", 0, 10, 12, 0);
    try (Workers workers = new Workers(CameraRecords.WEIGHTS, 2);
        PartitionProcessor streams = restored(0, CameraRecords.factory())) {
      BatchProcessor batch = new BatchProcessor(CameraRecords.factory(), workers);
      batch.process(
          List.of(camera.numbered(0), camera.keyed(new byte[] {'x'}, new byte[0])),
          p -> streams,
          Long.MAX_VALUE);
      assertThat(streams.size()).isEqualTo(1);
      assertThat(streams.view("cam").frames()).isEqualTo(1);
      batch.process(List.of(camera.numbered(1), camera.record(null)), p -> streams, Long.MAX_VALUE);
      assertThat(streams.size()).isZero();
      assertThat(streams.views()).isEmpty();
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> mixed(Random random) {
    List<CameraRecords> cameras = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      cameras.add(new CameraRecords("cam" + i, i % 3, 8 + i, 20 - i, i));
    }
    Map<CameraRecords, Integer> counts = new HashMap<>();
    List<ConsumerRecord<byte[], byte[]>> input = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      CameraRecords camera = cameras.get(random.nextInt(cameras.size()));
      input.add(camera.numbered(counts.merge(camera, 1, Integer::sum) - 1));
    }
    return input;
  }

  private static List<Prediction> predictions(
      int workers, int batchSize, List<ConsumerRecord<byte[], byte[]>> input) {
    return new WrittenRecords(answer(workers, batchSize, input)).predictions();
  }

  private static List<RecordResult> answer(
      int count, int batchSize, List<ConsumerRecord<byte[], byte[]>> input) {
    Map<TopicPartition, PartitionProcessor> owned = new HashMap<>();
    List<RecordResult> results = new ArrayList<>();
    try (Workers workers = new Workers(CameraRecords.WEIGHTS, count)) {
      BatchProcessor batch = new BatchProcessor(CameraRecords.factory(), workers);
      for (int from = 0; from < input.size(); from += batchSize) {
        results.addAll(
            batch
                .process(
                    input.subList(from, Math.min(input.size(), from + batchSize)),
                    p ->
                        owned.computeIfAbsent(
                            p, q -> restored(p.partition(), CameraRecords.factory())),
                    Long.MAX_VALUE)
                .results());
      }
      owned.values().forEach(PartitionProcessor::close);
    }
    return results;
  }

  /** Returns a partition without earlier output. */
  private static PartitionProcessor restored(int partition, StreamFactory factory) {
    PartitionProcessor streams = new PartitionProcessor(partition, factory);
    streams.begin(0);
    return streams;
  }

  record Bad(ConsumerRecord<byte[], byte[]> record, String message) {
    @Override
    public String toString() {
      return message == null ? "record of " + record.value().length + " bytes" : message;
    }
  }
}
