package io.framecast.topics.models;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.framecast.broker.ContainerBroker;
import org.junit.jupiter.api.BeforeAll;

/** The contract on Kafka's own image. */
class ModelRegistryInContainersIT extends ModelRegistryContract {
  @BeforeAll
  static void start() {
    assumeTrue(ContainerBroker.possible());
    broker = ContainerBroker.launch();
  }
}
