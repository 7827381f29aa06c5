package io.framecast.predictor;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.service.Service;

/** Footage, and what an undisturbed predictor says of it, on a broker of its own. */
final class Reference {
  static final String PREFIX = "framecast.";

  final long seed = Long.getLong("test.seed", System.nanoTime());
  final int size;
  final int predictions;
  private final Footage footage;
  private final int partitions;
  private final Output expected;

  Reference(int streams, int frames, int partitions) throws Exception {
    this.partitions = partitions;
    footage = new Footage(seed, streams, frames);
    size = footage.size();
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker.bootstrap(), PREFIX);
        Service predictor = installation.predictor("framecast.partitions", "" + partitions)) {
      footage.send(installation, 0, size, partitions);
      installation.await(predictor.port(), size);
      Http.countersAddUp(predictor.port(), size);
      expected = Output.of(installation, 1);
    }
    predictions = expected.predictions();
  }

  /** For whoever wants to see it again. */
  String where() {
    return "seed " + seed;
  }

  /** Sends the footage once more, to an installation that is disturbed. */
  Run run(Installation installation) {
    return new Run(installation);
  }

  /** As much of the footage as has been sent. */
  final class Run {
    private final Installation installation;
    private int sent;

    private Run(Installation installation) {
      this.installation = installation;
    }

    /** The next so many records, in order; fewer at the end. */
    void send(int count) {
      int to = Math.min(size, sent + count);
      footage.send(installation, sent, to, partitions);
      sent = to;
    }

    /** Sends the rest; whoever reads what comes of it cannot tell it from the undisturbed. */
    void endsAsExpected() throws Exception {
      endsAsExpected("");
    }

    void endsAsExpected(String after) throws Exception {
      send(size);
      Output.of(installation, predictions).isThatOf(expected, where() + after);
    }
  }
}
