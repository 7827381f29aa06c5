package io.framecast.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import io.framecast.squares.World.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The simulator with Kafka's in-memory producer. */
class SimulatorTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final World WORLD = new World(7, Mode.BOUNCE, 1, 10, 12);
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void sendsTheFramesOfEveryStreamInOrder() throws Exception {
    try (Simulator simulator =
        simulator(
            3, FaultInjection.NONE, new SendRate(0, 20, SendRate.NO_LIMIT, false), producer)) {
      simulator.start();
      assertThat(simulator.awaitEnd(SOON)).isTrue();
      assertThat(simulator.sent())
          .isEqualTo(Map.of("cam5", frames(20), "cam6", frames(20), "cam7", frames(20)));
    }
    assertThat(producer.history()).hasSize(60);
    for (String key : List.of("cam5", "cam6", "cam7")) {
      List<String> sequences =
          producer.history().stream()
              .filter(r -> key.equals(text(r.key())))
              .map(r -> text(r.headers().lastHeader("sequence").value()))
              .toList();
      assertThat(sequences).hasSize(20).isSortedAccordingTo(this::asNumbers);
    }
  }

  @Test
  void countsEveryRecordUnderFaults() throws Exception {
    try (Simulator simulator =
        simulator(
            4,
            new FaultInjection(.2, .3, .1),
            new SendRate(0, 100, SendRate.NO_LIMIT, true),
            producer)) {
      simulator.start();
      simulator.awaitEnd(SOON);
      SendCounts total = simulator.total();
      assertThat(total.records()).isEqualTo(producer.history().size());
      assertThat(total.ended()).isEqualTo(4);
      assertThat(total.dropped()).isPositive();
      assertThat(total.repeated()).isPositive();
      assertThat(total.corrupt()).isPositive();
      assertThat(total.frames() + total.dropped()).isLessThanOrEqualTo(400);
    }
    List<ProducerRecord<byte[], byte[]>> history = producer.history();
    assertThat(history.subList(history.size() - 4, history.size()))
        .allMatch(record -> record.value() == null);
  }

  @Test
  void sendsAtTheGivenRate() throws Exception {
    long start = System.nanoTime();
    try (Simulator simulator =
        simulator(
            2, FaultInjection.NONE, new SendRate(50, 11, SendRate.NO_LIMIT, false), producer)) {
      simulator.start();
      assertThat(simulator.awaitEnd(SOON)).isTrue();
    }
    // the last of 22 records is due 21 hundredths of a second after the first; nothing comes early
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(209_000_000);
    assertThat(producer.history()).hasSize(22);
  }

  @Test
  void stopsAtItsTimeLimitBetweenTwoFrames() throws Exception {
    try (Simulator simulator =
        simulator(
            1, FaultInjection.NONE, new SendRate(.01, 9, Duration.ofMillis(50), false), producer)) {
      simulator.start();
      assertThat(simulator.awaitEnd(SOON)).isTrue();
      assertThat(simulator.total()).isEqualTo(frames(1));
    }
  }

  @Test
  void continuesTheStreamsWithOtherCamerasAfterASwitch() throws Exception {
    CameraSet cameras = new CameraSet(WORLD, "cam", 5, 2, Encoding.NPY_U1, FaultInjection.NONE);
    CameraSet others = cameras.on(new World(7, Mode.BOUNCE, 3, 10, 12));
    Simulator simulator =
        new Simulator(
            cameras, new SendRate(0, 20_000, SendRate.NO_LIMIT, false), "frames", producer);
    try (simulator) {
      simulator.start();
      while (simulator.sent().get("cam6").frames() < 5) {
        Thread.onSpinWait();
      }
      simulator.switchTo(others);
      assertThat(simulator.awaitEnd(SOON)).isTrue();
      assertThat(simulator.sent())
          .isEqualTo(Map.of("cam5", frames(20_000), "cam6", frames(20_000)));
    }
    long cut = -1;
    for (int i = 0; i < producer.history().size(); i++) {
      ProducerRecord<byte[], byte[]> record = producer.history().get(i);
      long n = i / 2;
      boolean isReset = record.headers().lastHeader("framecast-reset") != null;
      cut = isReset && n > 0 ? n : cut;
      CameraStream film = (cut < 0 ? cameras : others).streams().get(i % 2);
      assertThat(text(record.headers().lastHeader("sequence").value())).isEqualTo("" + n);
      assertThat(record.value()).as("frame %d", n).isEqualTo(film.records(n).get(0).value());
      assertThat(isReset).as("frame %d", n).isEqualTo(n == 0 || n == cut);
    }
    assertThat(cut).isGreaterThanOrEqualTo(5);
  }

  @Test
  void rejectsASwitchToOtherStreams() {
    try (Simulator simulator = simulator(2, FaultInjection.NONE, SendRate.of(1), producer)) {
      CameraSet others = new CameraSet(WORLD, "cam", 6, 2, Encoding.NPY_U1, FaultInjection.NONE);
      assertThatThrownBy(() -> simulator.switchTo(others))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected cameras of the streams [cam5, cam6], found [cam6, cam7]");
    }
  }

  @Test
  void waitsForAcknowledgementsAndEndsTheStreamsOnStop() throws Exception {
    Simulator simulator =
        simulator(
            2,
            FaultInjection.NONE,
            new SendRate(.01, SendRate.NO_END, SendRate.NO_LIMIT, true),
            producer);
    simulator.start();
    assertThat(simulator.awaitEnd(Duration.ofMillis(1))).isFalse();
    simulator.close();
    assertThat(simulator.awaitEnd(Duration.ZERO)).isTrue();
    assertThat(simulator.total().ended()).isEqualTo(2);
  }

  @Test
  void closesAtOnceWithoutAStart() {
    try (Simulator simulator = simulator(1, FaultInjection.NONE, SendRate.of(1), producer)) {
      assertThat(simulator.total()).isEqualTo(SendCounts.NOTHING);
    }
  }

  @Test
  void failsWithASentenceWhenARecordIsRejected() {
    producer.sendException = new TopicAuthorizationException("not you");
    try (Simulator simulator = simulator(1, FaultInjection.NONE, SendRate.of(0), producer)) {
      simulator.start();
      assertThatThrownBy(() -> simulator.awaitEnd(SOON))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The broker rejected a record for frames: not you");
    }
  }

  @Test
  void failsWhenARecordIsRejectedLater() {
    MockProducer<byte[], byte[]> late =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    try (Simulator simulator =
        simulator(1, FaultInjection.NONE, new SendRate(.01, 9, SendRate.NO_LIMIT, false), late)) {
      simulator.start();
      while (!late.errorNext(new TopicAuthorizationException("not you"))) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> simulator.awaitEnd(SOON)).hasMessageContaining("not you");
    }
  }

  @Test
  void rejectsInvalidValuesInASentence() {
    assertThatThrownBy(() -> new SendRate(-1, 1, SOON, false))
        .hasMessage("expected 0 to 1000000 frames per second, found -1.0");
    assertThatThrownBy(() -> new SendRate(1, 0, SOON, false))
        .hasMessage("expected at least 1 frame per stream, found 0");
    assertThatThrownBy(() -> new SendRate(1, 1, Duration.ZERO, false))
        .hasMessageContaining("found PT0S");
    assertThatThrownBy(() -> new CameraSet(WORLD, "a", 0, 0, Encoding.PNG8, FaultInjection.NONE))
        .hasMessageContaining("found 0 from 0");
    assertThatThrownBy(
            () -> new CameraSet(WORLD, "é".repeat(128), 0, 1, Encoding.PNG8, FaultInjection.NONE))
        .hasMessage("expected stream ids of at most 256 bytes, found 257");
  }

  private static Simulator simulator(
      int streams, FaultInjection faults, SendRate pace, MockProducer<byte[], byte[]> producer) {
    CameraSet cameras = new CameraSet(WORLD, "cam", 5, streams, Encoding.NPY_U1, faults);
    return new Simulator(cameras, pace, "frames", producer);
  }

  private static SendCounts frames(long count) {
    return new SendCounts(count, 0, 0, 0, 0);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private int asNumbers(String a, String b) {
    return Long.compare(Long.parseLong(a), Long.parseLong(b));
  }
}
