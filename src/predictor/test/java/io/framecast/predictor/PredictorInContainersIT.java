package io.framecast.predictor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.framecast.broker.ContainerBroker;
import org.junit.jupiter.api.BeforeAll;

/** Runs the contract on Kafka's own image. */
class PredictorInContainersIT extends PredictorContract {
  @BeforeAll
  static void start() {
    assumeTrue(ContainerBroker.possible());
    broker = ContainerBroker.launch();
  }
}
