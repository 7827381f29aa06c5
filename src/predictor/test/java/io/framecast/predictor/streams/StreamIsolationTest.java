package io.framecast.predictor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Guarantee: a stream's predictions are byte-identical alone and among 64 others, on one thread and
 * on two, in memory and after spilling to disk.
 */
class StreamIsolationTest {
  private static final int OTHERS = 64;
  private static final int FRAMES = 12;

  /** A tenth of the bytes of these streams, so that nine of ten are spilled. */
  private static final long TENTH = 35_000;

  private static final long PLENTY = 1 << 30;

  @ParameterizedTest(name = "{0} threads, memory for {1} bytes")
  @CsvSource({"1, " + PLENTY, "2, " + PLENTY, "1, " + TENTH, "2, " + TENTH})
  void otherStreamsThreadsAndSpillingDoNotChangePredictions(int threads, long memory) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    List<ConsumerRecord<byte[], byte[]>> one = new ArrayList<>();
    List<CameraRecords> cameras = new ArrayList<>();
    for (int i = 0; i <= OTHERS; i++) {
      cameras.add(new CameraRecords("cam" + i, 0, 9 + i % 3, 12 + i % 4, i));
    }
    CameraRecords last = cameras.get(0);
    for (int n = 0; n < FRAMES; n++) {
      for (int i = 0; i <= OTHERS; i++) {
        last = cameras.get(i).after(last);
        all.add(last.numbered(n));
        if (i == 0) {
          one.add(all.get(all.size() - 1));
        }
      }
    }
    StreamFactory alone = CameraRecords.factory(StreamSettings.DEFAULT);
    StreamFactory among = CameraRecords.smallMemoryFactory(StreamSettings.DEFAULT, memory);
    assertThat(predictions(all, among, threads, random))
        .as("seed " + seed)
        .isEqualTo(predictions(one, alone, 1, random));
    long most = memory == PLENTY ? 0 : Long.MAX_VALUE;
    assertThat(among.cache().loaded()).isBetween(memory == PLENTY ? 0 : 100L, most);
    among.cache().close();
  }

  @Test
  void memoryStaysWithinItsLimitForAnyInput() {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    CameraRecords last = new CameraRecords("first", 0, 9, 12, 0);
    for (int i = 0; i < 200; i++) {
      last = new CameraRecords("cam" + i, 0, 9, 12, i).after(last);
      all.add(last.numbered(0));
    }
    StreamFactory factory = CameraRecords.smallMemoryFactory(StreamSettings.DEFAULT, TENTH);
    try (Workers workers = new Workers(CameraRecords.WEIGHTS, 2);
        PartitionProcessor streams = new PartitionProcessor(0, factory)) {
      streams.begin(0);
      BatchProcessor batch = new BatchProcessor(factory, workers);
      for (int from = 0; from < all.size(); from += 40) {
        batch.process(all.subList(from, from + 40), p -> streams, Long.MAX_VALUE);
        assertThat(factory.cache().used()).isLessThanOrEqualTo(TENTH);
      }
      assertThat(streams.size()).isEqualTo(200);
      assertThat(streams.views()).hasSize(200);
    }
    assertThat(factory.cache().used()).as("all of it is released").isZero();
    factory.cache().close();
  }

  /** Returns the predictions of cam0. */
  private static List<ByteBuffer> predictions(
      List<ConsumerRecord<byte[], byte[]>> log, StreamFactory factory, int threads, Random random) {
    List<ByteBuffer> found = new ArrayList<>();
    try (Workers workers = new Workers(CameraRecords.WEIGHTS, threads);
        PartitionProcessor streams = new PartitionProcessor(0, factory)) {
      streams.begin(0);
      BatchProcessor batch = new BatchProcessor(factory, workers);
      for (int from = 0, to; from < log.size(); from = to) {
        to = Math.min(log.size(), from + 1 + random.nextInt(100));
        new WrittenRecords(
                batch.process(log.subList(from, to), p -> streams, Long.MAX_VALUE).results())
            .predictions().stream()
                .filter(p -> p.stream().equals("cam0"))
                .forEach(p -> found.add(ByteBuffer.wrap(p.value())));
      }
    }
    assertThat(found).hasSize(FRAMES);
    return found;
  }
}
