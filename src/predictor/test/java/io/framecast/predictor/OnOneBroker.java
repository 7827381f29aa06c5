package io.framecast.predictor;

import io.framecast.broker.RunningBroker;
import io.framecast.squares.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests that share a broker, which the class of each suite starts, each with an installation of its
 * own and the same world to film.
 */
abstract class OnOneBroker {
  static RunningBroker broker;

  final World world = new World(3, World.Mode.BOUNCE, 1, 24, 40);
  Installation installation;

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
      broker = null;
    }
  }

  @BeforeEach
  void install() {
    installation = new Installation(broker.bootstrap());
  }

  @AfterEach
  void remove() {
    installation.close();
  }
}
