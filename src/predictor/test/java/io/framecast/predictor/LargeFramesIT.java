package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.squares.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guarantee: large frames of many streams on many workers stay within the memory's limits. */
@Tag("proof")
class LargeFramesIT {
  private static final int STREAMS = 16;
  private static final int FRAMES = 2;
  private static final int HEIGHT = 496;
  private static final int WIDTH = 512;
  private static final long MIB = 1L << 20;
  private static final long WORK = 300 * MIB;
  private static final long STATES = 64 * MIB;

  /** Heap, states, work space, and what the virtual machine and the native library take. */
  private static final long RESIDENT = 1024 * MIB + STATES + STATES / 4 + WORK + 700 * MIB;

  @Test
  void predictsLargeFramesThatWereSentBeforeTheStart(@TempDir Path directory) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), "large.", Weights.shipped())) {
      Map<String, Object> settings =
          deployment.settings(
              "framecast.workers",
              STREAMS,
              "framecast.state.memory",
              STATES / MIB + "MB",
              "framecast.work.memory",
              WORK / MIB + "MB",
              "framecast.state.directory",
              directory);
      try (PredictorProcess first =
          PredictorProcess.asShipped(EmbeddedBroker.freePort(), settings).awaitServing()) {
        first.kill(); // the topics exist
      }
      FrameSender sender =
          new FrameSender(new World(3, World.Mode.BOUNCE, 1, HEIGHT, WIDTH), STREAMS);
      sender.send(deployment, FRAMES);
      deployment.flush();
      try (PredictorProcess process =
          PredictorProcess.asShipped(EmbeddedBroker.freePort(), settings, "-Xmx1g")
              .awaitServing()) {
        deployment.await(process.port, sender.sent(), Duration.ofMinutes(4));
        Map<String, Long> counters = Http.counters(process.port);
        assertThat(counters.get("predicted")).as(process.output()).isEqualTo(sender.sent());
        assertThat(Http.value(process.port, "framecast_native_bytes"))
            .isPositive()
            .isLessThanOrEqualTo(STATES + STATES / 4 + WORK);
        assertThat(ProcessMetrics.of(process, directory).resident()).isLessThan(RESIDENT);
      }
    }
  }
}
