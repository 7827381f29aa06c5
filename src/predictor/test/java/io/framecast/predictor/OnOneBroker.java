package io.framecast.predictor;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.squares.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests that share a broker, each with an installation of its own and the same world to film. */
class OnOneBroker {
  static EmbeddedBroker broker;

  final World world = new World(3, World.Mode.BOUNCE, 1, 24, 40);
  Installation installation;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.started();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void install() {
    installation = new Installation(broker);
  }

  @AfterEach
  void remove() {
    installation.close();
  }
}
