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
 * Guarantee: random mutations of valid records stop nothing. Each record has one result, each
 * refused record has one dead letter, and other streams' predictions stay byte-identical.
 */
class FaultyRecordsTest {
  private static final int RECORDS = 400;

  @AutoClose private final Workers workers = new Workers(CameraRecords.WEIGHTS, 2);

  @ParameterizedTest
  @ArgumentsSource(Seeds.class)
  void mutatedRecordsStopNothingAndDoNotChangeOtherStreams(long seed) throws Exception {
    String where = "seed " + seed;
    Random random = new Random(seed);
    List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
    List<ConsumerRecord<byte[], byte[]>> good = new ArrayList<>();
    CameraRecords[] cameras = {
      new CameraRecords("good0", 0, 9, 14, 0), new CameraRecords("good1", 0, 12, 8, 1)
    };
    FaultyRecords faulty = new FaultyRecords(random, 512);
    CameraRecords last = cameras[0];
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
    StreamSettings rules = OwnershipChangeTest.rules(10, 100);
    try (TestPartition partition = new TestPartition(log, CameraRecords.factory(rules), workers);
        TestPartition later = new TestPartition(log, CameraRecords.factory(rules), workers)) {
      while (!partition.isAtEnd()) {
        partition.read(1 + random.nextInt(60), true);
        if (random.nextInt(8) == 0) {
          partition.assign();
        }
      }
      later.readTo(log.size());
      assertThat(partition.results()).as(where).hasSize(log.size()).doesNotContainNull();
      for (int i = 0; i < log.size(); i++) {
        OwnershipChangeTest.assertSame(
            partition.results().get(i), later.results().get(i), where + ", record " + i);
        one(log.get(i), partition.results().get(i), where + ", record " + i);
      }
      checkUnchanged(good, partition, where);
    }
  }

  private static void one(
      ConsumerRecord<byte[], byte[]> record, RecordResult answer, String where) {
    List<ConsumerRecord<byte[], byte[]>> letters =
        new WrittenRecords(List.of(answer)).deadLetters();
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

  private static void checkUnchanged(
      List<ConsumerRecord<byte[], byte[]>> good, TestPartition partition, String where)
      throws Exception {
    List<Prediction> predictions =
        new WrittenRecords(partition.results())
            .predictions().stream().filter(p -> p.stream().startsWith("good")).toList();
    assertThat(predictions).as(where).hasSameSizeAs(good);
    for (int i = 0; i < good.size(); i++) {
      Prediction prediction = predictions.get(i);
      assertThat(prediction.value())
          .as("%s, %s", where, prediction.source())
          .isEqualTo(
              CameraRecords.direct(
                  CameraRecords.WEIGHTS,
                  good.subList(0, i + 1),
                  prediction.stream(),
                  (int) prediction.framesSeen()));
    }
  }

  /**
   * Returns the record as a consumer does. Brokers accept negative timestamps; producers do not.
   */
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
