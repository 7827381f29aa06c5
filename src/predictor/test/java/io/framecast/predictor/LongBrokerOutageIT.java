package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.squares.World;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: an outage of the broker longer than every client's timeout costs only its own time,
 * both for a busy and for an idle predictor.
 */
@Tag("proof")
class LongBrokerOutageIT {
  private static final int STREAMS = 8;
  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("test.outage.seconds", 25));

  /** The grace period that Kubernetes gives a process by default. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final long seed = Long.getLong("test.seed", System.nanoTime());
  private final World world = new World(seed, World.Mode.BOUNCE, 2, 24, 40);

  @Test
  void everythingContinuesByItselfAfterALongOutage() throws Exception {
    ReferenceOutput reference = new ReferenceOutput(STREAMS, 150, PARTITIONS);
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment busy = new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX);
        TestDeployment idle = new TestDeployment(broker);
        PredictorProcess busyPredictor = new PredictorProcess(busy.settings()).awaitServing();
        PredictorProcess idlePredictor = new PredictorProcess(idle.settings()).awaitServing()) {
      ReferenceOutput.Run run = reference.run(busy);
      send(idle, 0, 10);
      LogChecker.checkPredictions(idle, 10);
      run.send(reference.size / 3);
      busy.read(busy.topics.predictions(), 1);
      run.send(reference.size / 3);
      broker.stop();
      List<PredictorProcess> both = List.of(busyPredictor, idlePredictor);
      Awaitility.await("seed " + seed).atMost(PATIENCE).until(() -> readiness(both, 503));
      Awaitility.await("seed " + seed)
          .atMost(OUTAGE.plus(PATIENCE))
          .during(OUTAGE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> both.stream().allMatch(p -> Http.status(p.port, "/health/liveness") == 200));
      assertThat(readiness(both, 503)).isTrue();
      assertThat(both).allSatisfy(p -> assertThat(p.output()).contains("waiting for the broker"));
      broker.start();
      send(idle, 10, 20);
      assertThatCode(run::finishAndCheck).as(busyPredictor.output()).doesNotThrowAnyException();
      LogChecker.checkPredictions(idle, 20);
      Awaitility.await("seed " + seed).atMost(PATIENCE).until(() -> readiness(both, 200));
    }
  }

  private static boolean readiness(List<PredictorProcess> processes, int status) {
    return processes.stream().allMatch(p -> Http.status(p.port, "/health/readiness") == status);
  }

  @Test
  void onSigtermDuringAnOutageItEndsWithinTheGracePeriod() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        PredictorProcess process = new PredictorProcess(deployment.settings()).awaitServing()) {
      send(deployment, 0, 1_000);
      deployment.read(deployment.topics.predictions(), 1);
      broker.stop();
      process.signal("TERM");
      assertThat(process.exit(GRACE)).as(process.output()).isZero();
    }
  }

  private void send(TestDeployment deployment, int from, int to) {
    for (int n = from; n < to; n++) {
      byte[] value = Encoding.PNG8.encode(world.noisy(0, n));
      deployment.send("cam", value, "sequence", Integer.toString(n));
    }
  }
}
