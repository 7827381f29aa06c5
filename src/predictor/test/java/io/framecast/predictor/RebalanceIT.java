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
 * Guarantee: instances may join, leave, die and come back as zombies while frames flow, and whoever
 * reads predictions, scores and dead letters cannot tell.
 */
@Tag("proof")
@Tag("slow-network")
class RebalanceIT {
  private static final int PARTITIONS = 12;
  private static final int STREAMS = 25;
  private static final int FRAMES = TestNetwork.frames(420);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void instancesThatComeAndGoLeaveNoTraceInWhatIsRead() throws Exception {
    Reference reference = new Reference(STREAMS, FRAMES, PARTITIONS);
    String where = reference.where();
    List<PredictorProcess> all = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX)) {
      Map<String, Object> settings = installation.settings("framecast.partitions", PARTITIONS);
      for (int i = 0; i < 3; i++) {
        all.add(new PredictorProcess(settings));
      }
      all.forEach(PredictorProcess::awaitServing);
      Reference.Run run = reference.run(installation);
      int slice = reference.size / 6;

      run.send(slice);
      all.add(new PredictorProcess(settings)); // joins at full speed
      all.get(3).awaitServing();

      run.send(slice);
      answered(installation, 1.5 * slice);
      all.get(0).signal("TERM");
      assertThat(all.get(0).exit(PATIENCE)).as(where).isZero();

      run.send(slice);
      answered(installation, 2.5 * slice);
      all.get(1).kill();

      run.send(slice);
      answered(installation, 3.5 * slice);
      all.get(2).signal("STOP");
      run.send(slice);
      answered(installation, 5 * slice); // also those of the one that sleeps past its session
      run.send(slice / 2);
      all.get(2).signal("CONT");
      run.endsAsExpected();
      for (PredictorProcess living : all.subList(2, 4)) {
        living.awaitServing();
        Http.countersAddUp(living.port, Http.counters(living.port).get("received"));
        assertThat(living.output()).as(where).doesNotContain("ERROR");
      }
    } finally {
      all.forEach(PredictorProcess::close);
    }
  }

  /** About so many frames are: some are refused, repeated or ends. */
  private static void answered(Installation installation, double frames) throws Exception {
    installation.read(installation.topics.predictions(), (int) (0.97 * frames));
  }
}
