package io.framecast.predictor;

import io.framecast.broker.EmbeddedBroker;

/** What an undisturbed predictor says of some footage, on a broker of its own. */
final class Reference {
  static final String PREFIX = "framecast.";

  private Reference() {}

  static Output of(Footage footage, int partitions) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.started();
        Installation installation = new Installation(broker.bootstrap(), PREFIX);
        Predictor predictor = installation.predictor("framecast.partitions", "" + partitions)) {
      footage.rewound().send(installation, footage.size(), partitions);
      installation.await(predictor.port(), footage.size());
      Http.countersAddUp(predictor.port(), footage.size());
      return Output.of(installation, 1);
    }
  }
}
