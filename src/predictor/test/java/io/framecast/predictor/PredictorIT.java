package io.framecast.predictor;

import io.framecast.broker.EmbeddedBroker;
import org.junit.jupiter.api.BeforeAll;

/** Runs the contract on the embedded broker. */
class PredictorIT extends PredictorContract {
  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
  }
}
