package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.squares.World;
import io.framecast.topics.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guarantee: a predictor with little heap restores streams whose checkpoints are more than it. */
@Tag("proof")
class RestoreMemoryIT {
  private static final int STREAMS = 1_000;
  private static final int FRAMES = 3;
  private static final int PARTITIONS = 2;
  private static final String[] SMALL_HEAP = {"-Xmx192m", "-XX:+UseSerialGC"};
  private static final World WORLD = new World(5, World.Mode.BOUNCE, 1, 40, 44);

  @Test
  void restoresMoreStreamsThanTheHeapHolds(@TempDir Path directory) throws Exception {
    Path others = directory.resolve("others.safetensors");
    Files.write(others, Weights.initial(Weights.shipped().configuration(), 11).toBytes());
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), "memory.", Weights.shipped())) {
      FrameSender sender = new FrameSender(WORLD, STREAMS);
      try (PredictorProcess first = start(deployment, deployment.weightsFile)) {
        sender.send(deployment, FRAMES);
        deployment.await(first.port, sender.sent(), Duration.ofMinutes(5));
        assertThat(deployment.bytes(deployment.topics.checkpoints()))
            .as("bytes of checkpoints")
            .isGreaterThan(192L << 20);
        first.kill();
      }
      try (PredictorProcess changed = start(deployment, others)) {
        List<Event> swaps = events(deployment, STREAMS);
        assertThat(swaps).hasSize(STREAMS).allMatch(event -> event.event().equals("swap"));
        changed.kill();
      }
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
        admin.deleteTopics(List.of(deployment.topics.checkpoints())).all().get();
      }
      try (PredictorProcess rebuilt = start(deployment, others)) {
        assertThat(events(deployment, 2 * STREAMS))
            .filteredOn(event -> event.reason().contains("built from the " + FRAMES + " frames"))
            .hasSize(STREAMS);
        sender.send(deployment, 1);
        deployment.await(rebuilt.port, STREAMS);
        assertThat(Http.counters(rebuilt.port).get("batches_aborted")).isZero();
      }
    }
  }

  private static PredictorProcess start(TestDeployment deployment, Path weights) {
    return PredictorProcess.asShipped(
            EmbeddedBroker.freePort(),
            deployment.settings(
                "framecast.weights",
                weights,
                "framecast.partitions",
                PARTITIONS,
                "framecast.checkpoint.frames",
                FRAMES,
                "framecast.state.memory",
                "64MB"),
            SMALL_HEAP)
        .awaitServing();
  }

  private static List<Event> events(TestDeployment deployment, int count) throws Exception {
    List<Event> events = new ArrayList<>();
    for (var record : deployment.read(deployment.topics.events(), count)) {
      events.add(Event.parse(record.value()));
    }
    return events;
  }
}
