package io.framecast.predictor;

import io.framecast.broker.RunningBroker;
import io.framecast.squares.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Shares one broker among the tests of a class, which starts it. Each test has its own deployment
 * and the same world.
 */
abstract class SharedBrokerFixture {
  static RunningBroker broker;

  final World world = new World(3, World.Mode.BOUNCE, 1, 24, 40);
  TestDeployment deployment;

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
      broker = null;
    }
  }

  @BeforeEach
  void install() {
    deployment = new TestDeployment(broker.bootstrap());
  }

  @AfterEach
  void remove() {
    deployment.close();
  }
}
