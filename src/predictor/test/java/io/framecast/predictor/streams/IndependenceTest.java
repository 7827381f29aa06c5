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
 * Guarantee: a stream's predictions are the same bits alone and among 64 others, on one thread and
 * on two, in memory and through the local store and back.
 */
class IndependenceTest {
  private static final int OTHERS = 64;
  private static final int FRAMES = 12;

  /** A tenth of what these streams take together: ten times more of them than fit. */
  private static final long TENTH = 35_000;

  private static final long PLENTY = 1 << 30;

  @ParameterizedTest(name = "{0} threads, memory for {1} bytes")
  @CsvSource({"1, " + PLENTY, "2, " + PLENTY, "1, " + TENTH, "2, " + TENTH})
  void neitherCompanyNorThreadsNorTheStoreChangeAPrediction(int threads, long memory) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    List<ConsumerRecord<byte[], byte[]>> one = new ArrayList<>();
    List<Camera> cameras = new ArrayList<>();
    for (int i = 0; i <= OTHERS; i++) {
      cameras.add(new Camera("cam" + i, 0, 9 + i % 3, 12 + i % 4, i));
    }
    Camera last = cameras.get(0);
    for (int n = 0; n < FRAMES; n++) {
      for (int i = 0; i <= OTHERS; i++) {
        last = cameras.get(i).after(last);
        all.add(last.numbered(n));
        if (i == 0) {
          one.add(all.get(all.size() - 1));
        }
      }
    }
    StreamFactory alone = Camera.serving(StreamSettings.DEFAULT);
    StreamFactory among = Camera.scarce(StreamSettings.DEFAULT, memory);
    assertThat(predictions(all, among, threads, random))
        .as("seed " + seed)
        .isEqualTo(predictions(one, alone, 1, random));
    long most = memory == PLENTY ? 0 : Long.MAX_VALUE;
    assertThat(among.cache().loaded()).isBetween(memory == PLENTY ? 0 : 100L, most);
    among.cache().close();
  }

  @Test
  void memoryIsKeptWithinItsLimitWhateverComes() {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    Camera last = new Camera("first", 0, 9, 12, 0);
    for (int i = 0; i < 200; i++) {
      last = new Camera("cam" + i, 0, 9, 12, i).after(last);
      all.add(last.numbered(0));
    }
    StreamFactory serving = Camera.scarce(StreamSettings.DEFAULT, TENTH);
    try (Workers workers = new Workers(Camera.WEIGHTS, 2);
        PartitionProcessor streams = new PartitionProcessor(0, serving)) {
      streams.begin(0);
      BatchProcessor batch = new BatchProcessor(serving, workers);
      for (int from = 0; from < all.size(); from += 40) {
        batch.process(all.subList(from, from + 40), p -> streams);
        assertThat(serving.cache().used()).isLessThanOrEqualTo(TENTH);
      }
      assertThat(streams.size()).isEqualTo(200);
      assertThat(streams.views()).hasSize(200);
    }
    assertThat(serving.cache().used()).as("all of it is given back").isZero();
    serving.cache().close();
  }

  /** Those of cam0. */
  private static List<ByteBuffer> predictions(
      List<ConsumerRecord<byte[], byte[]>> log, StreamFactory serving, int threads, Random random) {
    List<ByteBuffer> found = new ArrayList<>();
    try (Workers workers = new Workers(Camera.WEIGHTS, threads);
        PartitionProcessor streams = new PartitionProcessor(0, serving)) {
      streams.begin(0);
      BatchProcessor batch = new BatchProcessor(serving, workers);
      for (int from = 0, to; from < log.size(); from = to) {
        to = Math.min(log.size(), from + 1 + random.nextInt(100));
        new Written(batch.process(log.subList(from, to), p -> streams).results())
            .predictions().stream()
                .filter(p -> p.stream().equals("cam0"))
                .forEach(p -> found.add(ByteBuffer.wrap(p.value())));
      }
    }
    assertThat(found).hasSize(FRAMES);
    return found;
  }
}
