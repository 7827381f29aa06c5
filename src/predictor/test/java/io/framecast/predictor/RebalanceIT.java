package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: instances may join, leave, die and resume after their session while frames arrive. The
 * predictions, scores and dead letters do not change by a byte.
 */
@Tag("proof")
@Tag("slow-network")
class RebalanceIT {
  private static final int PARTITIONS = 12;
  private static final int STREAMS = 25;
  private static final int FRAMES = TestNetwork.frames(420);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void joiningAndLeavingInstancesDoNotChangeTheOutput() throws Exception {
    ReferenceOutput reference = new ReferenceOutput(STREAMS, FRAMES, PARTITIONS);
    String where = reference.where();
    List<PredictorProcess> all = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX)) {
      Map<String, Object> settings = deployment.settings("framecast.partitions", PARTITIONS);
      for (int i = 0; i < 3; i++) {
        all.add(new PredictorProcess(settings));
      }
      all.forEach(PredictorProcess::awaitServing);
      ReferenceOutput.Run run = reference.run(deployment);
      int slice = reference.size / 6;

      run.send(slice);
      all.add(new PredictorProcess(settings)); // joins at full load
      all.get(3).awaitServing();

      run.send(slice);
      deployment.awaitProcessed(slice * 3 / 2);
      all.get(0).signal("TERM");
      assertThat(all.get(0).exit(PATIENCE)).as(where).isZero();

      run.send(slice);
      deployment.awaitProcessed(slice * 5 / 2);
      all.get(1).kill();

      run.send(slice);
      deployment.awaitProcessed(slice * 7 / 2);
      all.get(2).signal("STOP");
      run.send(slice);
      deployment.awaitProcessed(slice * 5); // includes those of the paused process
      run.send(slice / 2);
      all.get(2).signal("CONT");
      run.finishAndCheck();
      for (PredictorProcess living : all.subList(2, 4)) {
        living.awaitServing();
        Http.checkCounters(living.port, Http.counters(living.port).get("received"));
        assertThat(living.output()).as(where).doesNotContain("ERROR");
      }
    } finally {
      all.forEach(PredictorProcess::close);
    }
  }
}
