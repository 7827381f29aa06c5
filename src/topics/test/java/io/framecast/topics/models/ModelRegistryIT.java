package io.framecast.topics.models;

import io.framecast.broker.EmbeddedBroker;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the embedded broker. */
class ModelRegistryIT extends ModelRegistryContract {
  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
  }
}
