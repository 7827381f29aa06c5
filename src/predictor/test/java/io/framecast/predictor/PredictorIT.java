package io.framecast.predictor;

import io.framecast.broker.EmbeddedBroker;
import org.junit.jupiter.api.BeforeAll;

/** On the embedded broker. */
class PredictorIT extends PredictorContract {
  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
  }
}
