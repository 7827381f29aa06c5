package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: instances may join, leave, die and come back as zombies while frames flow, and whoever
 * reads predictions, scores and dead letters cannot tell.
 */
class RebalanceIT {
  private static final int PARTITIONS = 12;
  private static final int STREAMS = 25;
  private static final int FRAMES = 420;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void instancesThatComeAndGoLeaveNoTraceInWhatIsRead() throws Exception {
    long seed = Long.getLong("test.seed", System.nanoTime());
    String where = "seed " + seed;
    Footage footage = new Footage(seed, STREAMS, FRAMES);
    Output expected = Reference.of(footage, PARTITIONS);
    footage.rewound();
    List<PredictorProcess> all = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.started();
        Installation installation = new Installation(broker.bootstrap(), Reference.PREFIX)) {
      Map<String, Object> settings = installation.settings("framecast.partitions", PARTITIONS);
      for (int i = 0; i < 3; i++) {
        all.add(new PredictorProcess(settings));
      }
      all.forEach(PredictorProcess::awaitServing);
      int slice = footage.size() / 6;

      footage.send(installation, slice, PARTITIONS);
      all.add(new PredictorProcess(settings)); // joins at full speed
      all.get(3).awaitServing();

      footage.send(installation, slice, PARTITIONS);
      answered(installation, 1.5 * slice);
      all.get(0).signal("TERM");
      assertThat(all.get(0).exit(PATIENCE)).as(where).isZero();

      footage.send(installation, slice, PARTITIONS);
      answered(installation, 2.5 * slice);
      all.get(1).kill();

      footage.send(installation, slice, PARTITIONS);
      answered(installation, 3.5 * slice);
      all.get(2).signal("STOP");
      footage.send(installation, slice, PARTITIONS);
      answered(installation, 5 * slice); // also those of the one that sleeps past its session
      footage.send(installation, slice / 2, PARTITIONS);
      all.get(2).signal("CONT");
      footage.send(installation, footage.size(), PARTITIONS);
      Output.of(installation, expected.predictions()).isThatOf(expected, where);
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
