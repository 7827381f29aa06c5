package io.framecast.console.view;

import static io.framecast.console.view.ViewRecords.NOW;
import static io.framecast.console.view.ViewRecords.TOPICS;
import static io.framecast.console.view.ViewRecords.ahead;
import static io.framecast.console.view.ViewRecords.end;
import static io.framecast.console.view.ViewRecords.forecast;
import static io.framecast.console.view.ViewRecords.frame;
import static io.framecast.console.view.ViewRecords.in;
import static io.framecast.console.view.ViewRecords.png;
import static io.framecast.console.view.ViewRecords.prediction;
import static io.framecast.console.view.ViewRecords.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.FrameLimits;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.UnreadableRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ForecastsTest {
  private final TopicView view = view(1 << 20);

  private static TopicView view(long memory) {
    return new TopicView(TOPICS, FrameLimits.DEFAULT, memory, () -> NOW, new UnreadableRecords());
  }

  @SafeVarargs
  private void read(ConsumerRecord<byte[], byte[]>... records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      view.read(record);
    }
  }

  /** Reads a frame with its prediction, and forecasts up to this lead. */
  private void readFrame(String stream, int offset, int leads) {
    read(frame(stream, 1_000 + offset, offset), prediction(stream, offset, 9, 5));
    for (int lead = 2; lead <= leads; lead++) {
      read(forecast(stream, offset, lead));
    }
  }

  private static EncodedImage image(byte[] value) {
    return EncodedImage.of("image/png", value);
  }

  @Test
  void returnsThePredictionOfTheNextFrameAndTheForecastsAfterIt() {
    readFrame("cam", 7, 4);
    PublishedForecasts found = view.forecasts(1);
    assertThat(found.source()).isEqualTo(new RecordPosition(TOPICS.frames(), 2, 7));
    assertThat(found.sequence()).isEqualTo(1_007);
    assertThat(found.model()).isEqualTo("v0");
    assertThat(found.leads()).containsExactly(1, 2, 3, 4);
    assertThat(found.frames())
        .containsExactly(
            image(png(107)), image(ahead(7, 2)), image(ahead(7, 3)), image(ahead(7, 4)));
    assertThat(view.counts().unrecognized()).isZero();
    assertThat(view.counts().forecasts()).isEqualTo(3);
    assertThat(view.forecasts(2)).as("an unknown stream").isNull();
  }

  @Test
  void replacesForecastsByThoseOfTheNextFrameWhenTheyAreAllThere() {
    readFrame("cam", 7, 4);
    readFrame("cam", 8, 3);
    assertThat(view.forecasts(1).source().offset()).as("still arriving").isEqualTo(7);
    assertThat(view.forecasts(1).frames().get(0)).isEqualTo(image(png(107)));
    read(forecast("cam", 8, 4));
    assertThat(view.forecasts(1).source().offset()).isEqualTo(8);
    readFrame("cam", 9, 1);
    assertThat(view.forecasts(1).source().offset()).as("the newest that has any").isEqualTo(8);
  }

  /** The forecasts topic is read by another consumer than the other topics. */
  @Test
  void keepsForecastsInAnyOrderAndBeforeTheirFrame() {
    for (long seed = 1; seed <= 20; seed++) {
      TopicView any = view(1 << 20);
      List<ConsumerRecord<byte[], byte[]>> records =
          new ArrayList<>(List.of(frame("cam", 1_000, 0), prediction("cam", 0, 1, 5)));
      IntStream.rangeClosed(2, 20).forEach(lead -> records.add(forecast("cam", 0, lead)));
      Collections.shuffle(records, new Random(seed));
      records.forEach(any::read);
      assertThat(any.forecasts(1).leads())
          .as("seed %d", seed)
          .isEqualTo(IntStream.rangeClosed(1, 20).boxed().toList());
      assertThat(any.forecasts(1).frames().get(19))
          .as("seed %d", seed)
          .isEqualTo(image(ahead(0, 20)));
    }
  }

  @Test
  void showsNoForecastBehindAMissingOne() {
    readFrame("cam", 0, 3);
    read(forecast("cam", 0, 5), forecast("cam", 0, 6));
    assertThat(view.forecasts(1).leads()).containsExactly(1, 2, 3);
    readFrame("late", 1, 1);
    read(forecast("late", 1, 60));
    assertThat(view.forecasts(2)).isNull();
  }

  @Test
  void showsNoForecastsThatAreOlderThanTheFrames() {
    readFrame("cam", 0, 4);
    for (int i = 1; i < StreamHistory.MOST_PAIRS; i++) {
      readFrame("cam", i, 1);
    }
    assertThat(view.forecasts(1)).isNotNull();
    readFrame("cam", StreamHistory.MOST_PAIRS, 1);
    assertThat(view.forecasts(1)).isNull();
  }

  @Test
  void forgetsTheForecastsOfAnEndedStream() {
    readFrame("cam", 0, 4);
    read(end("cam", 1), forecast("cam", 0, 5));
    readFrame("cam", 2, 1);
    assertThat(view.forecasts(2)).isNull();
  }

  @Test
  void keepsAStreamInTwoPartitionsApart() {
    readFrame("cam", 0, 3);
    RecordPosition other = new RecordPosition(TOPICS.frames(), 5, 0);
    read(in(5, frame("cam", 1, 0)), prediction(other, "cam", 1, 5));
    assertThat(view.forecasts(1).leads()).containsExactly(1, 2, 3);
    assertThat(view.forecasts(2)).isNull();
  }

  @Test
  void keepsTheFirstLeadsOfForecastsThatExceedTheirShare() {
    TopicView small = view(400_000);
    for (int source = 0; source < 3; source++) {
      small.read(frame("cam", 0, source));
      small.read(prediction("cam", source, 9, 5));
      for (int lead = 2; lead <= 100; lead++) {
        // a higher lead that would fit may not follow one that does not
        small.read(forecast("cam", source, lead, new byte[lead == 40 ? 500 : 5_000]));
      }
      // half of a quarter of the memory, and 512 bytes of each forecast beside its image
      int expected = 50_000 / 5_512;
      assertThat(small.forecasts(1).leads())
          .isEqualTo(IntStream.rangeClosed(1, 1 + expected).boxed().toList());
      assertThat(small.forecasts(1).source().offset()).isEqualTo(source);
    }
  }

  @Test
  void keepsPairsAndForecastsWithinTheMemoryLimit() {
    long memory = 200_000;
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      TopicView small = view(memory);
      for (int i = 0; i < 300; i++) {
        String stream = "s" + random.nextInt(1 + i / 20);
        small.read(frame(stream, i, i));
        small.read(prediction(stream, i, 9, 1));
        int leads = random.nextInt(100);
        for (int lead = 2; lead <= leads; lead++) {
          small.read(forecast(stream, i, lead, new byte[random.nextInt(2_000)]));
        }
        assertThat(heldMemory(small)).as("seed %d, frame %d", seed, i).isBetween(1L, memory);
      }
      assertThat(small.streams().stream().anyMatch(one -> small.forecasts(one.n()) != null))
          .as("seed %d", seed)
          .isTrue();
    }
  }

  private static long heldMemory(TopicView view) {
    long bytes = 0;
    for (StreamHistories.ListedStream stream : view.streams()) {
      bytes += view.pairs(stream.n()).stream().mapToLong(FramePair::size).sum();
      PublishedForecasts forecasts = view.forecasts(stream.n());
      if (forecasts != null) {
        // in base64 here, but not in memory; the first one is a pair's
        bytes +=
            forecasts.frames().stream().skip(1).mapToLong(one -> one.size() * 3L / 4 - 2).sum();
      }
    }
    return bytes;
  }

  @Test
  void countsMalformedForecastsAsUnrecognized() {
    readFrame("cam", 0, 1);
    ConsumerRecord<byte[], byte[]> good = forecast("cam", 0, 2);
    for (String horizon : List.of("1", "0", "101", "2147483647", "x", "-2", "+2", "\u0662", "")) {
      ConsumerRecord<byte[], byte[]> record = forecast("cam", 0, 2);
      record.headers().remove("framecast-horizon");
      record.headers().add("framecast-horizon", horizon.getBytes(StandardCharsets.UTF_8));
      read(record);
    }
    ConsumerRecord<byte[], byte[]> without = forecast("cam", 0, 2);
    without.headers().remove("framecast-horizon");
    ConsumerRecord<byte[], byte[]> elsewhere = forecast("cam", 0, 2);
    elsewhere.headers().remove("framecast-source");
    elsewhere.headers().add("framecast-source", "elsewhere-2@0".getBytes(StandardCharsets.UTF_8));
    read(without, elsewhere, record(TOPICS.forecasts(), 9, "cam", null, good.headers(), NOW));
    assertThat(view.counts().unrecognized()).isEqualTo(12);
    assertThat(view.forecasts(1)).isNull();
    read(good);
    assertThat(view.forecasts(1).leads()).containsExactly(1, 2);
  }
}
