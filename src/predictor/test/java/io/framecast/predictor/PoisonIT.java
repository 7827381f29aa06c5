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
 * Guarantee: whatever comes in the middle of a stream does to that stream what the table says, and
 * nothing to the one beside it; and everything that was received is counted once.
 */
class PoisonIT {
  private static final int BEFORE = 3;
  private static final int AFTER = 2;
  private static final long SEED = 9;
  private static final World WORLD = new World(SEED, World.Mode.BOUNCE, 1, 24, 40);
  private static final World LARGER = new World(SEED, World.Mode.BOUNCE, 1, 26, 44);

  /**
   * One line of the table.
   *
   * @param framesSeen of the victim's predictions, all of them
   * @param events about it
   * @param letters of it that are dead
   */
  private record Poison(
      String what, Sender sender, List<Long> framesSeen, List<String> events, int letters) {}

  /** Sends what comes after frames 0, 1 and 2. */
  private interface Sender {
    void send(Installation to, String victim);
  }

  private static final List<Poison> TABLE =
      List.of(
          new Poison(
              "NaN frame",
              (to, victim) -> to.send(victim, notFinite(), "sequence", "3"),
              List.of(1L, 2L, 3L, 5L, 6L), // the refused one is missing, and filled in
              List.of(),
              1),
          new Poison(
              "truncated PNG",
              (to, victim) ->
                  to.send(victim, Arrays.copyOf(frame(3), frame(3).length / 2), "sequence", "3"),
              List.of(1L, 2L, 3L, 5L, 6L),
              List.of(),
              1),
          new Poison(
              "size change",
              (to, victim) ->
                  to.send(victim, Encoding.PNG8.encode(LARGER.noisy(0, 3)), "sequence", "3"),
              List.of(1L, 2L, 3L, 1L, 1L, 2L),
              List.of("reset", "reset"), // to the other size, and back
              0),
          new Poison(
              "duplicate",
              (to, victim) -> {
                to.send(victim, frame(3), "sequence", "3");
                to.send(victim, frame(3), "sequence", "3");
              },
              List.of(1L, 2L, 3L, 4L, 5L, 6L),
              List.of(),
              0),
          new Poison("gap", (to, victim) -> {}, List.of(1L, 2L, 3L, 5L, 6L), List.of(), 0),
          new Poison(
              "reorder",
              (to, victim) -> {
                to.send(victim, frame(3), "sequence", "3");
                to.send(victim, frame(1), "sequence", "1");
                to.send(victim, frame(0), "sequence", "2");
              },
              List.of(1L, 2L, 3L, 4L, 5L, 6L),
              List.of(),
              0),
          new Poison(
              "tombstone",
              (to, victim) -> to.send(victim, null),
              List.of(1L, 2L, 3L, 1L, 2L),
              List.of(),
              0),
          new Poison(
              "source starts again",
              (to, victim) -> to.send(victim, frame(0), "sequence", "0"),
              List.of(1L, 2L, 3L, 1L, 5L, 6L),
              List.of("reset"),
              0),
          new Poison(
              "reset header",
              (to, victim) -> to.send(victim, frame(3), "sequence", "3", "framecast-reset", "true"),
              List.of(1L, 2L, 3L, 1L, 2L, 3L),
              List.of("reset"),
              0),
          new Poison(
              "too long a gap",
              (to, victim) -> to.send(victim, frame(3), "sequence", "90"),
              List.of(1L, 2L, 3L, 1L, 1L, 2L),
              List.of("reset", "reset"),
              0));

  @Test
  void whatComesDoesWhatTheTableSaysAndNothingToOthers() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker);
        Service predictor = installation.predictor()) {
      int records = 0;
      for (int n = 0; n < BEFORE; n++) {
        records += sendToAll(installation, n);
      }
      for (Poison poison : TABLE) {
        poison.sender.send(installation, "victim of " + poison.what);
        installation.send("beside " + poison.what, frame(BEFORE), "sequence", "" + BEFORE);
      }
      for (int n = BEFORE + 1; n <= BEFORE + AFTER; n++) {
        records += sendToAll(installation, n);
      }
      int all = installation.read(installation.topics.frames(), records + TABLE.size()).size();
      installation.await(predictor.port(), all);
      Http.countersAddUp(predictor.port(), all);
      Map<String, List<Prediction>> predictions = new TreeMap<>();
      installation.read(installation.topics.predictions(), 0).stream()
          .map(Prediction::of)
          .forEach(p -> predictions.computeIfAbsent(p.stream(), s -> new ArrayList<>()).add(p));
      List<Event> events =
          installation.read(installation.topics.events(), 0).stream()
              .map(record -> Event.parse(record.value()))
              .toList();
      List<String> letters =
          installation.read(installation.topics.deadLetters(), 0).stream()
              .map(record -> new String(record.key(), UTF_8))
              .toList();
      for (Poison poison : TABLE) {
        String victim = "victim of " + poison.what;
        assertThat(predictions.get(victim))
            .as(poison.what)
            .extracting(Prediction::framesSeen)
            .isEqualTo(poison.framesSeen);
        assertThat(events(events, victim)).as(poison.what).isEqualTo(poison.events);
        assertThat(letters.stream().filter(victim::equals)).as(poison.what).hasSize(poison.letters);
        undisturbed(installation, predictions.get("beside " + poison.what), poison.what);
        assertThat(events(events, "beside " + poison.what)).as(poison.what).isEmpty();
      }
    }
  }

  private static int sendToAll(Installation installation, int n) {
    for (Poison poison : TABLE) {
      installation.send("victim of " + poison.what, frame(n), "sequence", "" + n);
      installation.send("beside " + poison.what, frame(n), "sequence", "" + n);
    }
    return 2 * TABLE.size();
  }

  private static void undisturbed(
      Installation installation, List<Prediction> found, String beside) {
    assertThat(found).as(beside).hasSize(BEFORE + 1 + AFTER);
    try (Step step = new Step(installation.weights);
        State state = State.zero(installation.weights.configuration(), 24, 40)) {
      for (int n = 0; n < found.size(); n++) {
        Frame next = step.next(state, decoded(frame(n)));
        assertThat(found.get(n).value()).as(beside).isEqualTo(Encoding.PNG8.encode(next));
      }
    }
  }

  private static Frame decoded(byte[] value) {
    try {
      return new io.framecast.frames.FrameDecoder(io.framecast.frames.Limits.DEFAULT)
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
