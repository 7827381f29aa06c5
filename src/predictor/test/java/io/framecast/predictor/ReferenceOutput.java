package io.framecast.predictor;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.service.Service;
import java.time.Duration;

/** Generates records, and holds the output of an undisturbed predictor on its own broker. */
final class ReferenceOutput {
  static final String PREFIX = "framecast.";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A frame takes up to this long on a slow machine that does other work too. */
  private static final Duration EACH = Duration.ofMillis(10);

  final long seed = Long.getLong("test.seed", System.nanoTime());
  final int size;
  final int predictions;
  private final FrameRecords records;
  private final int partitions;
  private final PublishedOutput expected;

  ReferenceOutput(int streams, int frames, int partitions) throws Exception {
    this.partitions = partitions;
    records = new FrameRecords(seed, streams, frames);
    size = records.size();
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker.bootstrap(), PREFIX);
        Service predictor = deployment.predictor("framecast.partitions", "" + partitions)) {
      records.send(deployment, 0, size, partitions);
      deployment.await(predictor.port(), size, PATIENCE.plus(EACH.multipliedBy(size)));
      Http.checkCounters(predictor.port(), size);
      expected = PublishedOutput.of(deployment, 1);
    }
    predictions = expected.predictions();
  }

  /** Returns the seed, to reproduce a failure. */
  String where() {
    return "seed " + seed;
  }

  /** Starts to send the same records to a disturbed deployment. */
  Run run(TestDeployment deployment) {
    return new Run(deployment);
  }

  /** Sends the records step by step. */
  final class Run {
    private final TestDeployment deployment;
    private int sent;

    private Run(TestDeployment deployment) {
      this.deployment = deployment;
    }

    /** Sends this many next records in order, or as many as are left. */
    void send(int count) {
      int to = Math.min(size, sent + count);
      records.send(deployment, sent, to, partitions);
      sent = to;
    }

    /** Sends the rest, and checks that the output equals the undisturbed output. */
    void finishAndCheck() throws Exception {
      finishAndCheck("");
    }

    void finishAndCheck(String after) throws Exception {
      send(size);
      PublishedOutput.of(deployment, predictions).assertEqualTo(expected, where() + after);
    }
  }
}
