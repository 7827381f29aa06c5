package io.framecast.demo;

import io.framecast.sim.ProducerConnection;
import io.framecast.sim.Simulator;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** A running simulator and the producer that it sends with. */
final class SimulatorRun implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final DemoOptions options;
  private final Producer<byte[], byte @Nullable []> producer;
  private final Simulator simulator;
  private int speed;

  private SimulatorRun(DemoOptions options, Producer<byte[], byte @Nullable []> producer) {
    this.options = options;
    this.producer = producer;
    this.speed = options.speed();
    this.simulator =
        new Simulator(options.cameras(), options.pace(), Topics.DEFAULT.frames(), producer);
  }

  static SimulatorRun start(DemoOptions options, String bootstrap) {
    String topic = Topics.DEFAULT.frames();
    SimulatorRun run =
        new SimulatorRun(options, ProducerConnection.open(bootstrap, topic, Map.of(), TIMEOUT));
    run.simulator.start();
    return run;
  }

  /** Returns whether all frames are sent. */
  boolean isOver() throws InterruptedException {
    return simulator.awaitEnd(Duration.ZERO);
  }

  int speed() {
    return speed;
  }

  /** Lets the streams continue with squares of that speed. */
  void setSpeed(int wanted) {
    if (wanted != speed) {
      speed = wanted;
      simulator.switchTo(options.withSpeed(wanted));
    }
  }

  /** Sends no further frame; returns when the broker has acknowledged the last one. */
  @Override
  public void close() {
    simulator.close();
    producer.close();
  }
}
