package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.service.Service;
import io.framecast.squares.World;
import io.framecast.topics.Event;
import io.framecast.topics.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: each kind of malformed input has the effect on its stream that the table states, and
 * none on the stream beside it. Every received record is counted once.
 */
class MalformedInputIT {
  private static final int BEFORE = 3;
  private static final int AFTER = 2;
  private static final long SEED = 9;
  private static final World WORLD = new World(SEED, World.Mode.BOUNCE, 1, 24, 40);
  private static final World LARGER = new World(SEED, World.Mode.BOUNCE, 1, 26, 44);

  /**
   * Holds one line of the table.
   *
   * @param framesSeen of all predictions of the affected stream
   * @param events of the affected stream
   * @param letters the number of its dead letters
   */
  private record InputCase(
      String what, Sender sender, List<Long> framesSeen, List<String> events, int letters) {}

  /** Sends the input that follows frames 0, 1 and 2. */
  private interface Sender {
    void send(TestDeployment to, String victim);
  }

  private static final List<InputCase> TABLE =
      List.of(
          new InputCase(
              "NaN frame",
              (to, victim) -> to.send(victim, notFinite(), "sequence", "3"),
              List.of(1L, 2L, 3L, 5L, 6L), // the refused frame is missing and is filled
              List.of(),
              1),
          new InputCase(
              "truncated PNG",
              (to, victim) ->
                  to.send(victim, Arrays.copyOf(frame(3), frame(3).length / 2), "sequence", "3"),
              List.of(1L, 2L, 3L, 5L, 6L),
              List.of(),
              1),
          new InputCase(
              "size change",
              (to, victim) ->
                  to.send(victim, Encoding.PNG8.encode(LARGER.noisy(0, 3)), "sequence", "3"),
              List.of(1L, 2L, 3L, 1L, 1L, 2L),
              List.of("reset", "reset"), // to the other size and back
              0),
          new InputCase(
              "duplicate",
              (to, victim) -> {
                to.send(victim, frame(3), "sequence", "3");
                to.send(victim, frame(3), "sequence", "3");
              },
              List.of(1L, 2L, 3L, 4L, 5L, 6L),
              List.of(),
              0),
          new InputCase("gap", (to, victim) -> {}, List.of(1L, 2L, 3L, 5L, 6L), List.of(), 0),
          new InputCase(
              "reorder",
              (to, victim) -> {
                to.send(victim, frame(3), "sequence", "3");
                to.send(victim, frame(1), "sequence", "1");
                to.send(victim, frame(0), "sequence", "2");
              },
              List.of(1L, 2L, 3L, 4L, 5L, 6L),
              List.of(),
              0),
          new InputCase(
              "tombstone",
              (to, victim) -> to.send(victim, null),
              List.of(1L, 2L, 3L, 1L, 2L),
              List.of(),
              0),
          new InputCase(
              "source starts again",
              (to, victim) -> to.send(victim, frame(0), "sequence", "0"),
              List.of(1L, 2L, 3L, 1L, 5L, 6L),
              List.of("reset"),
              0),
          new InputCase(
              "reset header",
              (to, victim) -> to.send(victim, frame(3), "sequence", "3", "framecast-reset", "true"),
              List.of(1L, 2L, 3L, 1L, 2L, 3L),
              List.of(),
              0),
          new InputCase(
              "too long a gap",
              (to, victim) -> to.send(victim, frame(3), "sequence", "90"),
              List.of(1L, 2L, 3L, 1L, 1L, 2L),
              List.of("reset", "reset"),
              0));

  @Test
  void eachInputHasTheEffectOfTheTableAndNoneOnOtherStreams() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        Service predictor = deployment.predictor()) {
      int records = 0;
      for (int n = 0; n < BEFORE; n++) {
        records += sendToAll(deployment, n);
      }
      for (InputCase input : TABLE) {
        input.sender.send(deployment, "victim of " + input.what);
        deployment.send("beside " + input.what, frame(BEFORE), "sequence", "" + BEFORE);
      }
      for (int n = BEFORE + 1; n <= BEFORE + AFTER; n++) {
        records += sendToAll(deployment, n);
      }
      int all = deployment.read(deployment.topics.frames(), records + TABLE.size()).size();
      deployment.await(predictor.port(), all);
      Http.checkCounters(predictor.port(), all);
      Map<String, List<Prediction>> predictions = new TreeMap<>();
      deployment.read(deployment.topics.predictions(), 0).stream()
          .map(Prediction::of)
          .forEach(p -> predictions.computeIfAbsent(p.stream(), s -> new ArrayList<>()).add(p));
      List<Event> events =
          deployment.read(deployment.topics.events(), 0).stream()
              .map(record -> Event.parse(record.value()))
              .toList();
      List<String> letters =
          deployment.read(deployment.topics.deadLetters(), 0).stream()
              .map(record -> new String(record.key(), UTF_8))
              .toList();
      for (InputCase input : TABLE) {
        String victim = "victim of " + input.what;
        assertThat(predictions.get(victim))
            .as(input.what)
            .extracting(Prediction::framesSeen)
            .isEqualTo(input.framesSeen);
        assertThat(events(events, victim)).as(input.what).isEqualTo(input.events);
        assertThat(letters.stream().filter(victim::equals)).as(input.what).hasSize(input.letters);
        checkUndisturbed(deployment, predictions.get("beside " + input.what), input.what);
        assertThat(events(events, "beside " + input.what)).as(input.what).isEmpty();
      }
    }
  }

  private static int sendToAll(TestDeployment deployment, int n) {
    for (InputCase input : TABLE) {
      deployment.send("victim of " + input.what, frame(n), "sequence", "" + n);
      deployment.send("beside " + input.what, frame(n), "sequence", "" + n);
    }
    return 2 * TABLE.size();
  }

  private static void checkUndisturbed(
      TestDeployment deployment, List<Prediction> found, String beside) {
    assertThat(found).as(beside).hasSize(BEFORE + 1 + AFTER);
    try (Step step = new Step(deployment.weights);
        State state = State.zero(deployment.weights.configuration(), 24, 40)) {
      for (int n = 0; n < found.size(); n++) {
        Frame next = step.next(state, decoded(frame(n)));
        assertThat(found.get(n).value()).as(beside).isEqualTo(Encoding.PNG8.encode(next));
      }
    }
  }

  private static Frame decoded(byte[] value) {
    try {
      return new io.framecast.frames.FrameDecoder(io.framecast.frames.FrameLimits.DEFAULT)
          .decode(value, null)
          .frame();
    } catch (io.framecast.frames.RefusedFrameException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> events(List<Event> all, String stream) {
    return all.stream().filter(e -> e.stream().equals(stream)).map(Event::event).toList();
  }

  private static byte[] frame(int n) {
    return Encoding.PNG8.encode(WORLD.noisy(0, n));
  }

  private static byte[] notFinite() {
    byte[] value = Encoding.NPY_F4.encode(WORLD.noisy(0, 3));
    Arrays.fill(value, value.length - 4, value.length, (byte) 0xff);
    return value;
  }
}
