package io.framecast.predictor;

import static io.framecast.predictor.PredictorBench.print;
import static io.framecast.predictor.PredictorBench.scaled;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.convlstm.Weights;
import io.framecast.service.Service;

/**
 * Measures what forecasts cost: throughput and memory of a stream for 1, 5 and 10 horizons, with
 * broker, producer and reader on this machine, as {@link EndToEndBench} does.
 */
final class HorizonsBench {
  private static final int WARM_UP = scaled(10_000);
  private static final int COUNTED = scaled(10_000);

  private HorizonsBench() {}

  static void measure() throws Exception {
    for (int horizons : new int[] {1, 5, 10}) {
      measure(horizons);
    }
  }

  private static void measure(int horizons) throws Exception {
    int streams = EndToEndBench.STREAMS;
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), "framecast.", Weights.shipped());
        LoadGenerator load =
            new LoadGenerator(
                broker.bootstrap(), deployment.topics, streams, EndToEndBench.CORES)) {
      load.send(WARM_UP + COUNTED + EndToEndBench.SPARE);
      try (Service predictor =
          Service.start(Predictor.KIND, deployment.settings("framecast.horizons", horizons))) {
        load.awaitTopics();
        load.receive(WARM_UP);
        long begin = System.nanoTime();
        int counted = load.receive(COUNTED).size();
        double perSecond = counted / ((System.nanoTime() - begin) / 1e9);
        print(
            "%d horizons: %.0f frames/s, a stream takes %.1f kB",
            horizons,
            perSecond,
            Http.value(predictor.port(), "framecast_state_bytes") / streams / 1e3);
      }
    }
  }
}
