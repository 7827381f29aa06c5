package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.FrameHeaders;
import io.framecast.predictor.FaultyRecords;
import io.framecast.topics.HeaderText;
import io.framecast.topics.Prediction;
import io.framecast.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Guarantee: random mutations of valid records end nothing: each is answered once, a refused one is
 * one dead letter, and the streams beside theirs keep their bits.
 */
class FaultyRecordsTest {
  private static final int RECORDS = 400;

  @AutoClose private final Workers workers = new Workers(Camera.WEIGHTS, 2);

  @ParameterizedTest
  @ArgumentsSource(Seeds.class)
  void mutatedRecordsEndNothingAndLeaveOtherStreamsTheirBits(long seed) throws Exception {
    String where = "seed " + seed;
    Random random = new Random(seed);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    List<ConsumerRecord<byte[], byte[]>> good = new ArrayList<>();
    Camera[] cameras = {new Camera("good0", 0, 9, 14, 0), new Camera("good1", 0, 12, 8, 1)};
    FaultyRecords faulty = new FaultyRecords(random, 512);
    Camera last = cameras[0];
    for (int i = 0; i < RECORDS; i++) {
      if (random.nextInt(10) == 0) {
        last = cameras[random.nextInt(2)].after(last);
        good.add(last.unnumbered(i));
        log.add(good.get(good.size() - 1));
      } else {
        log.add(received(faulty.next("victim" + random.nextInt(4), i * 33L), i, random));
        last.skip();
      }
    }
    StreamSettings rules = SurvivalTest.rules(10, 100);
    try (Partition partition = new Partition(log, Camera.serving(rules), workers);
        Partition later = new Partition(log, Camera.serving(rules), workers)) {
      while (!partition.atTheEnd()) {
        partition.read(1 + random.nextInt(60), true);
        if (random.nextInt(8) == 0) {
          partition.assign();
        }
      }
      later.readTo(log.size());
      assertThat(partition.answers()).as(where).hasSize(log.size()).doesNotContainNull();
      for (int i = 0; i < log.size(); i++) {
        SurvivalTest.assertSame(
            partition.answers().get(i), later.answers().get(i), where + ", record " + i);
        one(log.get(i), partition.answers().get(i), where + ", record " + i);
      }
      keptTheirBits(good, partition, where);
    }
  }

  private static void one(
      ConsumerRecord<byte[], byte[]> record, RecordResult answer, String where) {
    List<ConsumerRecord<byte[], byte[]>> letters = new Written(List.of(answer)).deadLetters();
    assertThat(letters).as(where).hasSize(answer.outcome() == Outcome.REFUSED ? 1 : 0);
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      assertThat(letter.value()).as(where).isEqualTo(record.value());
      assertThat(HeaderText.text(letter.headers(), FrameHeaders.ORIGINAL_OFFSET))
          .as(where)
          .isEqualTo("" + record.offset());
      assertThat(HeaderText.text(letter.headers(), FrameHeaders.ERROR_MESSAGE))
          .as(where)
          .startsWith("expected ");
    }
  }

  private static void keptTheirBits(
      List<ConsumerRecord<byte[], byte[]>> good, Partition partition, String where)
      throws Exception {
    List<Prediction> predictions =
        new Written(partition.answers())
            .predictions().stream().filter(p -> p.stream().startsWith("good")).toList();
    assertThat(predictions).as(where).hasSameSizeAs(good);
    for (int i = 0; i < good.size(); i++) {
      Prediction prediction = predictions.get(i);
      assertThat(prediction.value())
          .as("%s, %s", where, prediction.source())
          .isEqualTo(
              Camera.direct(
                  Camera.WEIGHTS,
                  good.subList(0, i + 1),
                  prediction.stream(),
                  (int) prediction.framesSeen()));
    }
  }

  /** As a consumer hands it over: a broker lets negative times pass, a producer does not. */
  private static ConsumerRecord<byte[], byte[]> received(
      FaultyRecords.Faulty faulty, long offset, Random random) {
    long[] odd = {-1, Long.MIN_VALUE, Long.MIN_VALUE + 1_000};
    return new ConsumerRecord<>(
        Topics.DEFAULT.frames(),
        0,
        offset,
        random.nextInt(50) == 0 ? odd[random.nextInt(odd.length)] : faulty.timestamp(),
        TimestampType.CREATE_TIME,
        0,
        0,
        faulty.key(),
        faulty.value(),
        new RecordHeaders(faulty.headers()),
        Optional.empty());
  }
}
